"""Workshops and learning sets: which sessions run, where and when, and who goes to which.

people, venues, slots -> attendance -> sessions -> workshops | learning_sets

A session is a venue at a time. Who goes to which is an ordinary `Problem`, with people as mentees and
sessions as mentors, so that the engine solves it and the checker certifies it like any other.
"""
