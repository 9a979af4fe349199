"""Stable answers: no mentee and mentor prefer each other to their assigned partners.

pairs -> deferred_acceptance -> thresholds, chains -> largest
"""
