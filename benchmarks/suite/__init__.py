"""The benchmark suite: plans of sections that run methods on data, with dated results and pages.

``python -m suite PLAN [SECTION ...]`` (with ``benchmarks`` on the path) carries a plan out; ``--help`` shows
what can be asked for. The flow:

registry     tables of named parts: METHODS, DATA, METRICS, PROBES; a decorator adds a function to one
data         instances: made-up people and towns, side rules, changes, months, public files
methods      this library, baselines, solvers, and those that need an environment of their own
metrics      how good an answer is
measuring    one method on instances, in a process of its own
months       the months under one method, in a process of its own
probes       measurements of other kinds, each in a process of its own
plans        which sections make a run: bench, bench-full, engine, rematch, people
runner       carries a plan out; results as JSON
report       tables and pictures: one HTML page and one Markdown page per plan
"""
