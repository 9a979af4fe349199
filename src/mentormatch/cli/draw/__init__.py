"""A draw that nobody can rig, before and after: commit to the inputs, and verify the seed.

commit -> verify_draw
"""
