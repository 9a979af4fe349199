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
# # A first matching: a regional scheme
#
# The example scheme that comes with the package: 120 mentees and 80 mentors of a made-up county. We read the files, match, check
# the proof, look at scores, distances and loads, and ask why somebody has no mentor.

# %%
import numpy as np

import mentormatch as mm
from mentormatch.display.style import BLUE, GREY, ORANGE, PALE, in_style
from mentormatch.example import example_path

people = mm.read_people(
    mentees=example_path("mentees.csv"),
    mentors=example_path("mentors.csv"),
    places=example_path("places.csv"),
)
people

# %% [markdown]
# Results show themselves as tables of numbers. They show nobody: a notebook is easily passed on.
#
# The policy says who may meet, what counts, and what comes first.

# %%
policy = mm.Policy.from_toml(example_path("policy.toml"))
policy

# %% [markdown]
# ## Match
#
# As many mentees as possible get a mentor; among all ways to do that, this one has the highest total score. The status
# says whether that is proved.

# %%
matching = mm.match(people, policy)
matching

# %% [markdown]
# `certify` checks the answer again with none of the code that found it: all rules hold, and prices show that no other matching
# has a higher total.

# %%
check = mm.certify(matching.problem, matching.solution)
assert check.proved
check.feasible, check.score, check.bound

# %%
matching.pairs.head()

# %% [markdown]
# ## Scores
#
# A pair's score is the weighted mean of its criteria. The chosen pairs are, of course, better than all pairs that may meet.

# %%
chosen, possible = matching.pairs.score, matching.scores.points / 1e6
with in_style():
    words = f"Medians: {chosen.median():.2f} of the chosen pairs, {np.median(possible):.2f} of all that may meet."
    plot, axes = mm.Plot.of("Scores", f"Two histograms. {words}", height=3)
    bins = np.linspace(0, 1, 26)
    axes.hist(chosen, bins, density=True, color=BLUE, label="chosen pairs")
    axes.hist(possible, bins, density=True, histtype="step", color="black", linestyle="--", label="all pairs that may meet")
    axes.set(xlabel="score (0 to 1)", ylabel="density", xlim=(0, 1))
    axes.legend()
plot

# %% [markdown]
# Which criteria contribute to the chosen pairs? Each box shows one criterion over the pairs for which it is known.

# %%
criteria = [name for name in matching.scores.criteria if matching.pairs[name].notna().any()]
known = [matching.pairs[name].dropna() for name in criteria]
with in_style():
    words = "; ".join(f"{name}: {one.median():.2f}" for name, one in zip(criteria, known, strict=True))
    plot, axes = mm.Plot.of("Criteria of the chosen pairs, and for how many they are known", f"Box plots. Medians: {words}.", height=3.4)
    boxes = axes.boxplot(known, orientation="horizontal", widths=0.6, patch_artist=True, medianprops={"color": ORANGE})
    for box in boxes["boxes"]:
        box.set_facecolor(PALE)
    names = [f"{name} ({len(one)})" for name, one in zip(criteria, known, strict=True)]
    axes.set_yticks(range(1, len(criteria) + 1), names)
    axes.set(xlabel="score by criterion (0 to 1)")
    axes.invert_yaxis()
plot

# %% [markdown]
# ## Distances
#
# No mentee or mentor travels beyond their limit. Some pairs can only meet online.

# %%
pairs = matching.pairs
with in_style():
    words = f"{(~pairs.online).sum()} pairs meet in person, half of them within {pairs.km[~pairs.online].median():.0f} km; {pairs.online.sum()} meet online."
    plot, axes = mm.Plot.of("Distances", f"Stacked histogram. {words}", height=3)
    bins = np.linspace(0, max(pairs.km.max(), 1), 21)
    axes.hist(
        [pairs.km[~pairs.online], pairs.km[pairs.online]], bins, stacked=True, label=["in person", "online"],
        color=[BLUE, ORANGE], hatch=["", "//"], edgecolor="white",
    )
    axes.set(xlabel="kilometres between the two", ylabel="pairs")
    axes.legend()
plot

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
with in_style():
    words = "; ".join(f"{n} mentors have {k} of {limit}" for (k, limit), n in np.ndenumerate(table) if n)
    plot, axes = mm.Plot.of("Mentors by capacity and mentees", f"Table of counts: {words}.", height=3.6)
    axes.imshow(table, origin="lower", aspect="auto")
    for (mentees, limit), n in np.ndenumerate(table):
        if n:
            axes.text(limit, mentees, n, ha="center", va="center", color="black" if n < table.max() / 2 else "white")
    axes.set(xlabel="capacity", ylabel="mentees", xticks=range(len(table)), yticks=range(len(table)))
plot

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
matching.explain(mentee_id)

# %%
matching.alternatives(mentee_id).head(5)

# %%
matching.cost_of(mentee_id, matching.alternatives(mentee_id).mentor_id[0])
