"""The whole problem as a CP-SAT model.

rules -> model -> run -> solve -> tie_break; conflict names the rules that contradict each other
"""
