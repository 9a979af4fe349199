"""How a record of an earlier version becomes one of this version: one file for each step."""
