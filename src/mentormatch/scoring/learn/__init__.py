"""Weights learnt from past pairs: how well criteria foretell outcomes, and what other weights would have done.

outcomes -> ordinal -> quality -> learner | off_policy

scikit-learn is imported by `learner` alone, and nothing else imports that.
"""
