"""The command line: one file per command.

main -> match, rematch, ... -> console, run_record
"""
