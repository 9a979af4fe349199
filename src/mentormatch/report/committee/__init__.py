"""Parts of the matching report for a committee, none of which names or shows a person.

few -> numbers -> figures; settings
"""
