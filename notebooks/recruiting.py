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
# # Where to recruit
#
# In the example scheme eleven mentors are wanted and not found. More would help, but which, and where? Prices from the proof of the matching
# say what a place with a mentor is worth, so that a few candidates have to be tried and not all.

# %%
import mentormatch as mm
from mentormatch.display.style import BLUE, GREY, in_style
from mentormatch.example import example_path

people = mm.read_people(
    mentees=example_path("mentees.csv"),
    mentors=example_path("mentors.csv"),
    places=example_path("places.csv"),
)
policy = mm.Policy.from_toml(example_path("policy.toml"))
matching = mm.match(people, policy)
matching.unmatched[matching.unmatched.role == "mentee"].groupby("reason").size()

# %%
found = mm.recruit(matching, 4)
print(found)

# %% [markdown]
# ## Ask those who are there first
#
# What would one more mentee gain at each mentor? Only a few mentors would match one more mentee; for most of the others a further
# place only raises scores a little, or is not used.

# %%
found.capacity.head(10)

# %%
top = found.capacity.head(10)
with in_style():
    words = "; ".join(f"{one.mentor_id}: {one.more_matched} more matched, score {one.more_score:+.2f}" for one in top.itertuples())
    plot, axes = mm.Plot.of("What one more mentee would gain at each mentor", f"Bars of score gained. {words}.", height=3)
    colours = [BLUE if one else GREY for one in top.more_matched]
    bars = axes.barh(top.mentor_id, top.more_score, color=colours)
    axes.bar_label(bars, ["one more mentee" if one else "" for one in top.more_matched], padding=4)
    axes.invert_yaxis()
    axes.set(xlabel="more score (a pair has at most 1)", xlim=(0, 1.3 * top.more_score.max()))
plot

# %% [markdown]
# A promise can be tried: one more place for the first of them, and everything solved again.

# %%
first = top.iloc[0]
mentors = [one.replace(capacity=one.capacity + (one.id == first.mentor_id)) for one in people.mentors]
more = mm.match(people.replace(mentors=mentors), policy)
assert more.solution.n_matched - matching.solution.n_matched == first.more_matched
assert abs((more.solution.score - matching.solution.score) / 1e6 - first.more_score) < 1e-6
more.solution.n_matched, matching.solution.n_matched

# %% [markdown]
# ## Then look for others
#
# Further mentors are made from what occurs in the scheme: where those live who wait, levels that mentors have, interests that
# these mentees want. They are chosen one after another, each the one who gains most beyond those before.

# %%
found.recruits[["location", "level", "interests", "capacity", "more_matched", "more_score", "total_matched"]]

# %%
found.plot()

# %% [markdown]
# ## How far does it go?
#
# Each further mentor adds a little less score than the one before. While each still matches as many mentees as they can take, one
# more is worth looking for.

# %%
recruits = found.recruits
with in_style():
    labels = [f"{n} more matched" for n in recruits.more_matched]
    words = "; ".join(f"mentor {k + 1}: {label}" for k, label in enumerate(labels))
    plot, axes = mm.Plot.of("What each further mentor adds", f"Bars of score gained. {words}.", height=2.8)
    names = [f"{k + 1}: {one}" for k, one in enumerate(recruits.location)]
    axes.bar_label(axes.barh(names, recruits.more_score, color=BLUE), labels, padding=4)
    axes.invert_yaxis()
    axes.set(xlabel="more score than with those before (a pair has at most 1)", xlim=(0, 1.25 * recruits.more_score.max()))
plot

# %% [markdown]
# The map and these tables name places where people live and work, and how few they are. Keep them as you keep the forms.
