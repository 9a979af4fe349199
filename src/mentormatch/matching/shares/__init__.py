"""Balance between organisations: the numbers of places closest to what each is due, and the table of credits.

policy, problem -> targets -> closest numbers of places -> rules of the problem -> table of credits
"""
