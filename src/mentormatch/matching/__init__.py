"""From people and a policy to a matching, and the questions that it answers.

policy_warnings; unmatched -> base -> explain, summary, saving -> result -> arguments -> match
"""
