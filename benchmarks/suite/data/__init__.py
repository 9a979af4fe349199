"""Instances: made-up schemes of people and of numbers, side rules, changes, months, and public ones."""
