"""What commands are given: options that several share, said once, and the files that they name.

options -> people_files | change_files -> said_once; reading
"""
