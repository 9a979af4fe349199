"""What people write in a form: words for amounts, dates and answers, lists of ticked options, known grades.

said -> amounts | yes_no, scales, dates, lists | wording -> readers; grades -> cell_map
"""
