"""The command line: one file per command.

main -> match, check, rematch, demo, rules -> questions -> reading, run_record -> console, options
"""
