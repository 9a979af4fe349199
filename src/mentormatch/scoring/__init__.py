"""Compatibility of candidate pairs: one file a criterion, `combine` weighs them."""
