"""The command line: one file per command.

main -> match, check, rematch, demo -> reading, run_record -> console, options
"""
