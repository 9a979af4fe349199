# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first matching
#
# The example scheme that comes with the package: 120 mentees and 80 mentors of a made-up county. We read the
# files, match, see whether the answer is proved, and look at scores, distances and loads.
# Open this file as a notebook with jupytext, or run it as a script.

# %%
import matplotlib.pyplot as plt
import numpy as np

import mentormatch as mm
from mentormatch.example import example_path

people = mm.read_people(
    mentees=example_path("mentees.csv"),
    mentors=example_path("mentors.csv"),
    places=example_path("places.csv"),
)
policy = mm.Policy.from_toml(example_path("policy.toml"))
people

# %% [markdown]
# ## Match
#
# As many mentees as possible get a mentor; among all ways to do that, this one has the highest total score. The status
# says whether that is proved.

# %%
matching = mm.match(people, policy)
matching

# %%
print(matching.summary())

# %%
matching.pairs.head()

# %% [markdown]
# ## Scores
#
# A pair's score is the weighted mean of the criteria that are known for it. The chosen pairs (blue) are, of course,
# better than all candidate pairs together (grey).

# %%
figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
bins = np.linspace(0, 1, 26)
axes.hist(matching.scores.points / 1e6, bins, density=True, color="0.8", label="candidate pairs")
axes.hist(matching.pairs.score, bins, density=True, color="C0", alpha=0.8, label="chosen pairs")
axes.set(xlabel="score", ylabel="density", title="Scores")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# Which criteria contribute to the chosen pairs? Each box shows one criterion over the pairs for which it is known.

# %%
criteria = [name for name in matching.scores.criteria if matching.pairs[name].notna().any()]
known = [matching.pairs[name].dropna() for name in criteria]
figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
axes.boxplot(known, orientation="horizontal", widths=0.6)
axes.set_yticks(
    range(1, len(criteria) + 1), [f"{name} ({len(k)})" for name, k in zip(criteria, known, strict=True)]
)
axes.set(xlabel="score by criterion", title="Criteria of the chosen pairs (number of pairs where known)")
axes.invert_yaxis()
plt.show()

# %% [markdown]
# ## Distances
#
# No mentee or mentor travels beyond their limit. Pairs that can only meet online have another colour.

# %%
pairs = matching.pairs
figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
bins = np.linspace(0, max(pairs.km.max(), 1), 21)
axes.hist([pairs.km[~pairs.online], pairs.km[pairs.online]], bins, stacked=True, label=["in person", "online"])
axes.set(xlabel="kilometres between the two", ylabel="pairs", title="Distances")
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# ## Loads
#
# How much of their capacity mentors use.

# %%
capacity = {mentor.id: mentor.capacity for mentor in people.mentors}
load = pairs.mentor_id.value_counts()
table = np.zeros((max(capacity.values()) + 1, max(capacity.values()) + 1), int)
for mentor_id, limit in capacity.items():
    table[load.get(mentor_id, 0), limit] += 1
figure, axes = plt.subplots(figsize=(5, 4), layout="constrained")
axes.imshow(table, cmap="Blues", origin="lower")
for (mentees, limit), n in np.ndenumerate(table):
    if n:
        axes.text(limit, mentees, n, ha="center", va="center", color="k" if n < table.max() / 2 else "w")
axes.set(xlabel="capacity", ylabel="mentees", title="Mentors by capacity and load")
plt.show()

# %% [markdown]
# ## Why not?
#
# Everyone without a partner has a reason.

# %%
matching.unmatched.groupby(["role", "reason"]).size()

# %%
matching.unmatched[matching.unmatched.role == "mentee"]

# %% [markdown]
# And one mentee in detail: why this mentor, which other candidates there are, and what another mentor would cost.

# %%
mentee_id = pairs.mentee_id[3]
print(matching.explain(mentee_id))

# %%
matching.alternatives(mentee_id).head(5)

# %%
matching.cost_of(mentee_id, matching.alternatives(mentee_id).mentor_id[0])
