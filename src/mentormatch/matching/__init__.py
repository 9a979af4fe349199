"""From people and a policy to a matching, and the questions that it answers.

unmatched -> base -> explain, summary, saving -> result -> arguments -> match
"""
