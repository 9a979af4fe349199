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
# # Fairness and its price
#
# The best matching has the highest sum of scores. A sum does not see who has how much of it. What would it cost to make those
# who are worst off better off, and who would pay?

# %%
import numpy as np

import mentormatch as mm
from mentormatch.display.style import BLUE, GREY, ORANGE, in_style
from mentormatch.example import example_path

people = mm.read_people(
    mentees=example_path("mentees.csv"),
    mentors=example_path("mentors.csv"),
    places=example_path("places.csv"),
)
policy = mm.Policy.from_toml(example_path("policy.toml"))
matching = mm.match(people, policy)
print(mm.fairness(matching))

# %% [markdown]
# The lowest score cannot rise. Whose is it?

# %%
matching.pairs.nsmallest(3, "score")[["mentee_id", "mentor_id", "score", "known"]]

# %%
worst = matching.pairs.nsmallest(1, "score").mentee_id.iloc[0]
matching.explain(worst)

# %% [markdown]
# A third of the weight is known. This mentee has answered hardly any question, so all their candidates score the same, and no
# matching can help: the remedy is a telephone call. To see what can be done for the others, this mentee is set aside.

# %%
others = people.replace(mentees=[one for one in people.mentees if one.id != worst])
matching = mm.match(others, policy)
found = mm.fairness(matching)
print(found)

# %%
found.plot()

# %% [markdown]
# Every point is the best total for its lowest score, and is proved. The lowest score can rise for next to nothing. What costs is
# the last step: there the ten who are worst off have as much as possible, one after another.

# %%
found.frame[["worst", "total", "mean", "low", "gini", "moved", "proved"]].round(4)

# %% [markdown]
# ## The fairest matching
#
# `leximin 10` as an objective: the worst off has as much as possible, then the next one, up to the tenth; then the sum counts.

# %%
fair = mm.match(others, policy.replace(objective=["matched", "leximin 10", "score"]))
fair

# %% [markdown]
# Both have the same number of pairs. Below, the scores of each in ascending order: the fairest matching lifts the left end a
# little, and the others pay for it with a little each.

# %%
today, fairest = (np.sort(one.pairs.score) for one in (matching, fair))
with in_style():
    words = f"Lowest {today[0]:.3f} today and {fairest[0]:.3f} in the fairest; medians {np.median(today):.3f} and {np.median(fairest):.3f}."
    plot, axes = mm.Plot.of("Scores in ascending order", words, height=3.2)
    rank = np.arange(1, len(today) + 1)
    axes.step(rank, today, where="mid", color=BLUE, label="best total")
    axes.step(rank, fairest, where="mid", color=ORANGE, linestyle="--", label="fairest")
    axes.set(xlabel="pairs, by their score", ylabel="score (0 to 1)", ylim=(0, None))
    axes.legend()
plot

# %% [markdown]
# ## Who pays
#
# Each dot is a mentee who has one mentor in both matchings. Above the line they gain, below it they lose.

# %%
pairs = matching.pairs.merge(fair.pairs, on="mentee_id", suffixes=("_today", "_fair"))
pairs = pairs[~pairs.mentee_id.duplicated(keep=False)]
gain = pairs.score_fair - pairs.score_today
with in_style():
    words = f"{(gain > 0.0005).sum()} mentees gain, {(gain < -0.0005).sum()} lose, {(abs(gain) <= 0.0005).sum()} have the same score."
    plot, axes = mm.Plot.of("What each mentee has in the two matchings", words, height=4)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    for better, marker, colour, name in ((True, "^", BLUE, "gain"), (False, "v", ORANGE, "lose")):
        some = pairs[(gain > 0.0005) if better else (gain < -0.0005)]
        axes.scatter(some.score_today, some.score_fair, s=22, marker=marker, color=colour, label=f"{len(some)} {name}")
    axes.set(xlabel="score today", ylabel="score in the fairest matching", xlim=(0.1, 0.7), ylim=(0.1, 0.7))
    axes.legend()
plot

# %% [markdown]
# More lose than gain. Whether that is fair is not for a program to say. The policy says it:
# `objective = ["matched", "leximin 10", "score"]`, or the default. Whether groups of people fare alike is another question; the
# [audit](../docs/how-to/audit.md) answers it from a table of its own.
