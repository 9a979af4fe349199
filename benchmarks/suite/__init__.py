"""The benchmark suite: methods x data x metrics, each registered by name, with dated results.

``make bench`` takes about five minutes, ``make bench-full`` an hour; ``python -m suite --help`` (with
``benchmarks`` on the path) shows what can be asked for. The flow:

registry     three tables: METHODS, DATA, METRICS; a function is added to one by a decorator
instance     the scored pairs, as every method takes them, and as they lie in a file
region       towns, sites and the people who work there, drawn from a seed
schemes      a whole scheme of them: appraisal trees, wishes; scored by `mentormatch`
churn        what happens in 24 months: who joins, leaves, moves, and whose pair breaks down
public       instances from a folder with known optima; public_people: schemes without
methods      random, greedy, solvers, and those in `outside` that need an environment of their own
metrics      what an answer is worth
measuring    one measurement, in a process of its own
months       the months under one method, in a process of its own
plans        which measurements make a run
runner       carries a plan out; results as JSON
seeds        schemes of one kind and size from several seeds, as one
report       tables and pictures: one HTML page, one Markdown page
"""
