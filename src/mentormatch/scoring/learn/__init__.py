"""Weights learnt from past pairs: how well criteria foretell outcomes, what other weights would have done.

outcomes -> ordinal -> calibrated | quality -> learner | off_policy

scikit-learn is imported by `calibrated` and `learner` alone, and nothing else imports those.
"""
