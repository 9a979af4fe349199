"""E-mails about pairs: what there is to tell, worded, written to an outbox, and sent once each.

news -> compose -> outbox; news -> send
"""
