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
# # A mentor leaves: no-fault rematch and the frontier
#
# **Question.** A scheme has run for some months when a mentor of four leaves. Who gets which mentor now, what would it gain to dissolve
# other pairs for that, and what does it cost to keep them?
#
# **Data.** The Fenwold scheme and its matching, from [matching a regional scheme](regional_scheme.ipynb).

# %%
import numpy as np

import mentormatch as mm
from mentormatch.display.style import BLUE, ORANGE, in_style
from mentormatch.example import example_path

people = mm.read_people(
    mentees=example_path("mentees.csv"),
    mentors=example_path("mentors.csv"),
    places=example_path("places.csv"),
)
policy = mm.Policy.from_toml(example_path("policy.toml"))
matching = mm.match(people, policy).begin()
leaving = "r020"
theirs = matching.pairs[matching.pairs.mentor_id == leaving]
theirs[["mentee_id", "mentor_id", "score", "km"]].round(3)

# %% [markdown]
# `begin()` records that the pairs have begun: they are active, and a rematch keeps them. Nothing asks why a mentor leaves, so
# nothing can be stored about it.
#
# ## Rematch
#
# The policy has no budget for dissolving pairs, so all others are kept.

# %%
leaves = [mm.Leave(leaving, "mentor")]
again = mm.rematch(matching, leaves, policy)
assert mm.certify(again.problem, again.solution).proved
assert {*matching.pair_ids} - {*again.pair_ids} == {*zip(theirs.mentee_id, theirs.mentor_id)}
again

# %% [markdown]
# Two of the four have another mentor at once:

# %%
assert len(again.moved) == 2 and again.disturbed.empty
again.moved.round(3)

# %% [markdown]
# The other two wait, and the last column says why:

# %%
waiting = again.still_waiting[again.still_waiting.mentee_id.isin(theirs.mentee_id)]
assert len(waiting) == 2
waiting

# %% [markdown]
# ## The frontier: what dissolving kept pairs would gain
#
# A mentee with a mentor could move to a free one and make room for one who waits. The frontier answers, for $k = 0, 1, 2, \ldots$,
#
# $$\max \Big(\sum x,\ \text{rounds waited},\ \sum w x\Big) \quad\text{such that at most $k$ kept pairs are dissolved},$$
#
# one after the other: pairs first, then how long those matched have waited, then the score. Each point is solved and proved on its own.

# %%
frontier = mm.frontier(matching, leaves, policy, most=8)
assert all(one.proved for one in frontier.points)
frontier

# %%
frontier.plot()

# %% [markdown]
# One dissolved pair matches one more mentee, two match two more. From the third on, only the score rises.
#
# **It is not concave.** In the fourth step the score does not rise, and in the fifth it does: two pairs have to be dissolved
# together to gain anything.

# %%
points = frontier.points
assert [one.matched for one in points[:3]] == [106, 107, 108] and len({one.matched for one in points[2:]}) == 1
steps = np.diff([one.score for one in points[2:]])
assert steps[1] == 0 < steps[2], "the steps would fall if it were concave"
print("Score gained by the third, fourth and fifth dissolved pair:", *(f"{one:.3f}" for one in steps))

# %% [markdown]
# So a price for each dissolved pair, which is the other way to say how much stability counts, does not reach every point. It passes over
# the first two, because one more pair outweighs any price, and over the fourth, which lies below the line between its neighbours.
# A budget reaches all of them:

# %%
def rematched(**rule):
    return mm.rematch(matching, leaves, policy.replace(rematch=policy.rematch.replace(**rule)))


PRICES = (0.01, 0.03, 0.05, 0.1, 0.5)
by_price = {len(rematched(price=one).disturbed) for one in PRICES}
by_budget = {one.disturbed: one for one in points}
assert by_price == {2, 3, 5} and {*by_budget} == {0, 1, 2, 3, 5}
for k, point in by_budget.items():
    found = rematched(budget=k)
    assert (len(found.pair_ids), len(found.disturbed)) == (point.matched, k)
    assert abs(found.pairs.score.sum() - point.score) < 1e-6
print("Pairs dissolved, by price:", sorted(by_price), "by budget:", sorted(by_budget))

# %% [markdown]
# Whether two conversations are worth two mentors is for the coordinator to decide. If they are, `budget = 2` goes into the policy. These are
# the two pairs:

# %%
agreed = rematched(budget=2)
agreed.disturbed.round(3)

# %% [markdown]
# All four whose mentor left then have another one:

# %%
assert {*theirs.mentee_id} < {*agreed.moved.mentee_id} and len(agreed.moved) == 6
agreed.moved.round(3)

# %% [markdown]
# ## What a matching from scratch would do
#
# For comparison, the same people without the mentor, matched as if no pair had begun.

# %%
without = people.replace(mentors=[one for one in people.mentors if one.id != leaving], placed=())
scratch = mm.match(without, policy)
before = {*matching.pair_ids}
answers = {"rematch": again, "rematch with a budget of 2": agreed, "from scratch": scratch}
kept = [len(before & {*one.pair_ids}) for one in answers.values()]
new = [len({*one.pair_ids} - before) for one in answers.values()]
score = [one.pairs.score.sum() for one in answers.values()]
assert score[0] < score[1] < score[2] and kept[0] > kept[1] > kept[2]
with in_style():
    numbers = "; ".join(f"{name}: {k} kept, {n} new, score {s:.2f}" for name, k, n, s in zip(answers, kept, new, score))
    plot, axes = mm.Plot.of("Pairs after a mentor has left", f"Bars of pairs. {numbers}.", height=2.4)
    names = [f"{name}\n(total score {s:.2f})" for name, s in zip(answers, score)]
    axes.bar_label(axes.barh(names, kept, color=BLUE, label="kept"), label_type="center", color="white")
    axes.bar_label(axes.barh(names, new, left=kept, color=ORANGE, hatch="//", edgecolor="white", label="new"), padding=3)
    axes.invert_yaxis()
    axes.set(xlabel="pairs", xlim=(0, 1.1 * max(k + n for k, n in zip(kept, new))))
    plot.figure.legend(loc="outside lower center", ncols=2)
plot

# %% [markdown]
# From scratch the total score is the highest, as it may choose anything. It matches no more mentees than the budget of 2, and ends
# five pairs that get on.

# %%
assert len(scratch.pair_ids) == len(agreed.pair_ids) and kept[0] - kept[2] == 5
print(f"Score that keeping all pairs costs: {score[2] - score[0]:.3f}; with a budget of 2: {score[2] - score[1]:.3f}.")

# %% [markdown]
# ## What differs, and why
#
# `compare` undoes one cause at a time and matches again, so that every reason was tried, not guessed.

# %%
comparison = mm.compare(matching, agreed)
assert comparison.unexplained == 0
comparison

# %% [markdown]
# ## What we learned
#
# - A rematch changes only what has to change: 104 pairs stay, two of the four mentees have another mentor at once.
# - Two dissolved pairs would match the other two. The frontier proves that one is not enough and that more match nobody else.
# - The trade-off is not concave, so a budget says more than a price.
#
# By commands: [a dissolved pair](../docs/tutorials/a-dissolved-pair.md). All options: [rematching](../docs/how-to/rematching.md).
