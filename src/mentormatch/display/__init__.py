"""What a result looks like: facts as text or as tables of a notebook, and plots in one style.

style -> plot | facts
"""
