"""What has changed between one matching and the next.

kinds -> checks -> apply -> history
"""
