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
# # Matching a regional scheme
#
# **Question.** A county has several employers and one mentoring scheme. Who should mentor whom, how do we know that no better
# matching exists, and why has somebody no mentor?
#
# **Data.** Fenwold, the made-up county that comes with the package: 120 mentees and 80 mentors, from hospitals, surgeries, care homes,
# the ambulance service and others. Six people are both.

# %%
from collections import Counter

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

# %%
everybody = {one.id: one for one in (*people.mentees, *people.mentors)}
employers = Counter(one.workplace for one in everybody.values() if one.workplace)
print(f"{len(everybody)} people at {len(employers)} workplaces. The largest: {', '.join(name for name, _ in employers.most_common(4))}.")

# %% [markdown]
# Results are shown as tables of counts, without names or ids: a notebook is easily passed on. Tables of pairs do name people by their ids.
#
# The policy says who may meet, what counts, and what comes first. Here a pair meets within 30 km unless the mentee gives another
# limit, or online if both accept it; mentors are trained; nobody is mentored by their own manager, supervisor or appraiser.

# %%
policy = mm.Policy.from_toml(example_path("policy.toml"))
policy

# %% [markdown]
# ## Is the scheme ready?
#
# Before anything is matched: who cannot be matched yet, and which answer would help.

# %%
mm.readiness(people, policy)

# %% [markdown]
# ## Match
#
# As many mentees as possible get a mentor; among all ways to do that, this one has the highest total score.

# %%
matching = mm.match(people, policy)
matching

# %% [markdown]
# ## Why nothing better exists
#
# The matching comes with prices: $u_i$ of a mentee, $p_j$ of a place with a mentor, $\lambda$ of one more pair. Whatever matching of $K$ pairs
# somebody proposes, its total score is at most
#
# $$\sum_i d_i u_i + \sum_j (c_j p_j^+ - l_j p_j^-) + \sum_{(i,j)} \max(0,\, w_{ij} + \lambda - u_i - p_j) - \lambda K,$$
#
# where $d$ is demand, $c$ capacity, $l$ minimum load and $w$ score, and a required pair counts without the maximum ([the certificate](../docs/explanation/certificate.md)). Here that is just what was
# reached. `certify` works it out with none of the code that found the matching, in millionths of a score.

# %%
check = mm.certify(matching.problem, matching.solution)
assert check.feasible and check.proved and check.score == check.bound
print(f"Rules kept: {check.feasible}. Pairs: {check.n_matched}. Score: {check.score:,}; bound on any matching: {check.bound:,}.")

# %%
pairs = matching.pairs
pairs[["mentee_id", "mentor_id", "score", "known", "km", "online"]].head().round(3)

# %% [markdown]
# ## Scores
#
# A pair's score is the weighted mean of its criteria. Most chosen pairs score well above what is usual among the pairs that may meet.

# %%
chosen, possible = pairs.score, matching.scores.points / 1e6
assert chosen.median() > np.quantile(possible, 0.9)
with in_style():
    words = f"Medians: {chosen.median():.2f} of the chosen pairs, {np.median(possible):.2f} of all that may meet."
    plot, axes = mm.Plot.of("Scores of the chosen pairs, beside all that may meet", f"Two histograms. {words}", height=2.8)
    bins = np.linspace(0, 1, 26)
    for scores, look in ((chosen, {"color": BLUE}), (possible, {"histtype": "step", "color": "black", "linestyle": "--"})):
        share = np.full(len(scores), 100 / len(scores))
        axes.hist(scores, bins, weights=share, label=f"{len(scores):,} {'chosen' if scores is chosen else 'that may meet'}", **look)
    axes.set(xlabel="score (0 to 1)", ylabel="share of the pairs (%)", xlim=(0, 1))
    axes.legend()
plot

# %% [markdown]
# ## Where they meet
#
# A circle is an area of the county, the larger the more pairs meet within it. A line joins the areas of pairs who travel, a dashed one
# those of pairs who meet online.

# %%
def spot(person_id):
    where = everybody[person_id].location
    return None if where is None else (where.longitude, where.latitude)


ends = [(spot(one.mentee_id), spot(one.mentor_id), one.online) for one in pairs.itertuples()]
known = [one for one in ends if None not in one[:2]]
lines = Counter((*sorted(one[:2]), one[2]) for one in known if one[0] != one[1])
within = Counter(one[0] for one in known if one[0] == one[1])
with in_style():
    travel, online = (sum(n for (*_, how), n in lines.items() if how == kind) for kind in (False, True))
    words = f"{within.total()} pairs within an area, {travel} between areas in person, {online} between areas online"
    unknown = len(ends) - len(known)
    plot, axes = mm.Plot.of("The pairs on the map", f"Network of areas. {words}; {unknown} pairs with an unknown location are not drawn.", height=4)
    for ((x, y), (to_x, to_y), how), n in lines.items():
        axes.plot([x, to_x], [y, to_y], color=ORANGE if how else GREY, linestyle="--" if how else "-", linewidth=0.8 * n, zorder=1)
    axes.plot([], [], color=GREY, label="between areas, in person")
    axes.plot([], [], color=ORANGE, linestyle="--", label="between areas, online")
    spots = sorted({spot for one in known for spot in one[:2]})
    sizes = [20 + 25 * within[one] for one in spots]
    axes.scatter(*zip(*spots), s=sizes, color=PALE, edgecolors=BLUE, zorder=2, label="area; in it the pairs that meet there")
    for one, n in within.items():
        axes.annotate(n, one, ha="center", va="center", fontsize=7)
    axes.set_aspect(1 / np.cos(np.radians(52.6)))
    axes.margins(0.08)
    axes.set(xlabel="longitude (degrees east)", ylabel="latitude (degrees north)")
    plot.figure.legend(loc="outside lower center", ncols=3)
print(f"{words}; {unknown} with an unknown location meet online.")
plot

# %% [markdown]
# ## Distances
#
# Nobody travels beyond their limit. Two pairs in three that meet in person are less than 5 km apart.

# %%
def limit(person_id):
    own = everybody[person_id].max_km
    return policy.limits.max_km if own is None else own


km = pairs.km[~pairs.online]
assert all(one.km <= limit(one.mentee_id) for one in pairs[~pairs.online].itertuples())
assert (km < 5).mean() > 2 / 3
far, unknown = pairs.km[pairs.online].dropna(), pairs.km[pairs.online].isna().sum()
with in_style():
    words = f"{len(km)} pairs meet in person, half of them within {km.median():.0f} km; {len(far)} meet online, and {unknown} more at an unknown distance."
    plot, axes = mm.Plot.of("Distances", f"Stacked histogram. {words}", height=2.8)
    axes.hist(
        [km, far], np.arange(0, pairs.km.max() + 5, 5), stacked=True, label=[f"{len(km)} in person", f"{len(far)} online"],
        color=[BLUE, ORANGE], hatch=["", "//"], edgecolor="white",
    )
    axes.set(xlabel="distance between the two (km)", ylabel="pairs")
    axes.legend(title=f"{unknown} more online, distance unknown")
plot

# %% [markdown]
# ## Loads
#
# How much of their capacity mentors use. Nobody has more mentees than they offered to take.

# %%
capacity = {mentor.id: mentor.capacity for mentor in people.mentors}
load = pairs.mentor_id.value_counts()
assert all(n <= capacity[mentor] for mentor, n in load.items())
most = max(capacity.values())
table = np.zeros((most + 1, most + 1), int)
for mentor_id, offered in capacity.items():
    table[load.get(mentor_id, 0), offered] += 1
with in_style():
    words = "; ".join(f"{n} mentors have {k} of {offered}" for (k, offered), n in np.ndenumerate(table) if n)
    plot, axes = mm.Plot.of("Mentors, by capacity and by mentees", f"Table of counts: {words}.", height=2.8)
    axes.imshow(table[:, 1:], origin="lower", aspect="auto", extent=(0.5, most + 0.5, -0.5, most + 0.5))
    for (mentees, offered), n in np.ndenumerate(table):
        if n:
            axes.text(offered, mentees, n, ha="center", va="center", color="black" if n < table.max() / 2 else "white")
    axes.set(xlabel="capacity (mentees that the mentor would take)", ylabel="mentees that they have", xticks=range(1, most + 1), yticks=range(most + 1))
plot

# %% [markdown]
# ## Why has somebody no mentor?
#
# Everyone without a partner has a reason; those of the mentees:

# %%
without = matching.unmatched[matching.unmatched.role == "mentee"]
for reason, some in without.groupby("reason"):
    print(f"{len(some)} {reason}. One of them: {some.detail.iloc[0]}")

# %% [markdown]
# ## Why this mentor?
#
# One mentee in detail. They are not with the candidate who scores highest for them, so the question will come.

# %%
mentee_id = "e041"
matching.explain(mentee_id)

# %%
others = matching.alternatives(mentee_id)
others[["mentor_id", "score", "km", "chosen", "free_places"]].head(4).round(3)

# %% [markdown]
# `cost_of` matches everybody again with the mentee's best candidate. What this mentee would gain, others would lose, and more:

# %%
best = others.iloc[0]
cost = matching.cost_of(mentee_id, best.mentor_id)
gain = best.score - others.score[others.chosen].item()
assert cost.exact and not best.chosen and cost.matched == 0 and cost.total_score > 0
print(f"With {best.mentor_id}, {mentee_id} would gain {gain:.3f}, the others lose {gain + cost.total_score:.3f}, and all together lose {cost.total_score:.3f}.")

# %% [markdown]
# ## What we learned
#
# - The matching is proved: no other fills more places with a mentor, and none that fills as many has a higher total score.
# - Most pairs are near each other; the others keep to their limits or meet online.
# - Whoever has no mentor has a reason that can be acted on: consent, training, another location; those who wait need
#   [more mentors](recruiting.ipynb).
# - A pair that looks worse than it could be is explained by what the alternative would cost others.
#
# Next: [a mentor leaves](rematch.ipynb). The same scheme by commands: [a first matching](../docs/tutorials/first-matching.md).
