"""The command line: one file per command.

main -> match, check, rematch, demo, questions -> reading, run_record -> console, options
"""
