# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A tour of the benchmarks
#
# Exact methods find equally good answers, or one of them is wrong. This notebook solves small schemes by four methods and asserts
# that they agree, looks at what an inexact method loses, and then reads what `make bench` measured.

# %%
import re
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array, vstack

import mentormatch as mm
from mentormatch.display.style import BLUE, GREY, ORANGE, in_style


def drawn(seed, n_mentees=60, n_mentors=40, share=0.15):
    """Return a problem by chance: scores of 1 to 1,000 for some of the pairs, mentors who take 1 to 3."""
    rng = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(rng.random((n_mentees, n_mentors)) < share)
    score, capacity = rng.integers(1, 1001, len(mentee)), rng.integers(1, 4, n_mentors)
    return mm.Problem(n_mentees, n_mentors, mentee, mentor, score, capacity=capacity)


problem = drawn(1)
solution = mm.solve(problem)
solution.status, solution.n_matched, solution.score, solution.bound

# %% [markdown]
# `certify` checks the answer with none of the engine's code: every rule, the score added up anew, and prices that bound every
# other matching.

# %%
mm.certify(problem, solution)

# %% [markdown]
# ## The same by scipy
#
# `linear_sum_assignment` pairs rows with columns. A mentor who takes three becomes three columns, and each pair gets a bonus
# larger than all scores together, so that the number of pairs comes first. `linprog` solves the same as a linear programme,
# whose best corner is in whole numbers.

# %%
def by_assignment(problem):
    """Return pairs and score by scipy's assignment, with one column for each place."""
    place = np.repeat(np.arange(problem.n_mentors), problem.capacity)
    bonus = 1 + problem.n_mentees * int(problem.score.max())
    table = np.zeros((problem.n_mentees, problem.n_mentors))
    table[problem.mentee, problem.mentor] = problem.score + bonus
    rows, columns = linear_sum_assignment(table[:, place], maximize=True)
    total = int(table[rows, place[columns]].sum())
    return divmod(total, bonus)


def by_programme(problem):
    """Return pairs and score by scipy's linear programme (HiGHS)."""
    n, ones = problem.n_pairs, np.ones(problem.n_pairs)
    bonus = 1 + problem.n_mentees * int(problem.score.max())
    sums = [
        csr_array((ones, (side, np.arange(n))), shape=(size, n))
        for side, size in ((problem.mentee, problem.n_mentees), (problem.mentor, problem.n_mentors))
    ]
    limits = np.concatenate([problem.demand, problem.capacity])
    found = linprog(-(problem.score + bonus).astype(float), vstack(sums), limits, bounds=(0, 1))
    chosen = found.x > 0.5
    return int(chosen.sum()), int(problem.score[chosen].sum())


def by_greed(problem):
    """Return pairs and score if the best pair left is taken again and again."""
    demand, capacity = problem.demand.copy(), problem.capacity.copy()
    pairs = total = 0
    for pair in np.argsort(-problem.score, kind="stable").tolist():
        i, j = problem.mentee[pair], problem.mentor[pair]
        if demand[i] and capacity[j]:
            demand[i] -= 1
            capacity[j] -= 1
            pairs, total = pairs + 1, total + int(problem.score[pair])
    return pairs, total


def ours(problem, method):
    found = mm.solve(problem, method=method)
    assert mm.certify(problem, found).proved
    return found.n_matched, found.score


# %%
SEEDS = range(20)
problems = [drawn(seed) for seed in SEEDS]
answers = [ours(one, "network") for one in problems]
assert answers == [by_assignment(one) for one in problems] == [by_programme(one) for one in problems]
assert answers[:3] == [ours(one, "cpsat") for one in problems[:3]]
answers[:5]

# %% [markdown]
# Twenty schemes, and each method gives the same number of pairs with the same total score (CP-SAT, which is slow, is asked about
# three).
#
# ## What greed loses
#
# Greedy matching takes the best pair left, as a person with a spreadsheet would. It looks good at first, and runs out of partners.

# %%
greedy = [by_greed(one) for one in problems]
lost = np.array([a[0] - b[0] for a, b in zip(answers, greedy, strict=True)])
with in_style():
    words = f"Greedy matching leaves {lost.mean():.1f} mentees more without a mentor on average, {lost.max()} at most."
    plot, axes = mm.Plot.of("Mentees matched in 20 schemes of 60 mentees", words, height=3)
    order = np.argsort([one[0] for one in answers], kind="stable")
    rank = np.arange(len(order))
    for name, some, marker, colour in (("exact", answers, "o", BLUE), ("greedy", greedy, "v", ORANGE)):
        axes.plot(rank, [some[k][0] for k in order], marker, color=colour, label=name)
    axes.vlines(rank, [greedy[k][0] for k in order], [answers[k][0] for k in order], color=GREY, linewidth=0.8)
    axes.set(xlabel="schemes, by pairs of the exact answer", ylabel="mentees matched", xticks=[])
    axes.legend()
plot

# %% [markdown]
# ## What was measured
#
# `make bench` compares the methods on one machine and writes [benchmarks/results/suite.md](../benchmarks/results/suite.md), with
# the date, the seeds and the versions. Times are never taken here: a notebook runs on any machine, beside anything.

# %%
text = Path("../benchmarks/results/suite.md").read_text(encoding="utf-8")
print(text.splitlines()[2])
rows = re.findall(r"^\| ([^|]+, [\d,]+ people) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", text.partition("## In short")[2], re.MULTILINE)
UNIT = {"ms": 1e-3, "s": 1.0}


def seconds(cell):
    number, unit = cell.split()
    return float(number) * UNIT[unit]


measured = [(name, seconds(mine), peer, seconds(theirs)) for name, mine, peer, theirs in rows]
assert measured
measured

# %%
with in_style():
    words = "; ".join(f"{name}: {mine:.3g} s, {peer} {theirs:.3g} s" for name, mine, peer, theirs in measured)
    plot, axes = mm.Plot.of("Time to a best matching", f"{words}.", height=3.4)
    places = np.arange(len(measured))
    axes.hlines(places, [one[1] for one in measured], [one[3] for one in measured], color=GREY, linewidth=0.8)
    axes.plot([one[1] for one in measured], places, "o", color=BLUE, label="mentormatch, proof included")
    axes.plot([one[3] for one in measured], places, "v", color=ORANGE, label="the other, named beside it")
    for place, (_, mine, peer, theirs) in zip(places, measured):
        axes.annotate(peer, (max(mine, theirs), place), (8, 0), textcoords="offset points", va="center")
    axes.set_yticks(places, [one[0] for one in measured])
    axes.set(xscale="log", xlim=(5e-5, 5))
    axes.set_xticks([1e-4, 1e-3, 1e-2, 0.1, 1], ["0.1 ms", "1 ms", "10 ms", "0.1 s", "1 s"])
    axes.invert_yaxis()
    plot.figure.legend(loc="outside lower center", ncols=2)
plot

# %% [markdown]
# Where the other's mark is further left, it is quicker: in small schemes dense assignments are, which prove nothing. In the
# large ones ours takes less time, proof included. [docs/benchmarks.md](../docs/benchmarks.md) says how to measure again.
