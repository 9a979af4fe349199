"""What each person needs to check their own result, and nothing of anybody else's.

sealing -> statement
"""
