"""Measurements that compare no methods: each takes the facts of a case and returns what it measured."""
