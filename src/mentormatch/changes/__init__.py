"""What has changed between one matching and the next.

base -> kinds, one file each -> listed -> by_id -> checks -> apply -> history
"""
