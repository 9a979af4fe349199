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
# # A mentor leaves: rematching without fault
#
# The scheme of the [first notebook](first_matching.ipynb) has run for some months when a mentor of four leaves. Who gets
# whom now? A matching from scratch would give many mentees another mentor. A rematch keeps the pairs that get on, and says
# what keeping them costs.

# %%
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
matching.pairs.loc[matching.pairs.mentor_id == leaving, ["mentee_id", "mentor_id", "score", "km"]]

# %% [markdown]
# `begin()` says that the pairs have begun: they are active, and a rematch keeps them. Nothing asks why a mentor leaves, so
# nothing can be stored about it. The policy of the example allows no kept pair to be dissolved for the benefit of others.

# %%
again = mm.rematch(matching, [mm.Leave(leaving, "mentor")], policy)
again

# %% [markdown]
# Nobody else had to change. These mentees of the mentor have another one:

# %%
again.moved

# %% [markdown]
# And these wait. The last column says what stands in the way.

# %%
waiting = again.still_waiting
waiting[waiting.mentee_id.isin(matching.pairs.mentee_id[matching.pairs.mentor_id == leaving])]

# %% [markdown]
# ## What one more change would gain
#
# Somebody with a mentor could take a free one, and make room. Would that help? The frontier solves the same question for 0, 1,
# 2, ... kept pairs dissolved. Each point is proved: no rematch that dissolves so few pairs matches more mentees, or as many
# with a higher score.

# %%
frontier = mm.frontier(matching, [mm.Leave(leaving, "mentor")], policy, most=6)
frontier

# %%
frontier.plot()

# %% [markdown]
# Two dissolved pairs let two more mentees have a mentor; a third one gains only score. Whether that is worth two conversations
# is for the coordinator to decide, not for a program. If it is, the budget goes into the policy. These are the two pairs:

# %%
budget = policy.replace(rematch=policy.rematch.replace(budget=2))
agreed = mm.rematch(matching, [mm.Leave(leaving, "mentor")], budget)
assert agreed.solution.n_matched == frontier.points[2].matched == again.solution.n_matched + 2
agreed.disturbed

# %% [markdown]
# And this is everybody who has another mentor then: the four whose mentor left, and the two who made room.

# %%
agreed.moved

# %% [markdown]
# ## What a matching from scratch would do
#
# For comparison: the same people without the mentor, matched as if nobody knew each other yet. The bars count pairs that
# were there before, and new ones.

# %%
without = people.replace(mentors=[one for one in people.mentors if one.id != leaving], placed=())
rules = [rule for rule in policy.rules if getattr(rule, "mentor", None) != leaving]
scratch = mm.match(without, policy.replace(rules=rules))
before = set(matching.pair_ids)
answers = {"rematch": again, "rematch, two may change": agreed, "from scratch": scratch}
kept = [len(before & set(one.pair_ids)) for one in answers.values()]
new = [len(set(one.pair_ids) - before) for one in answers.values()]
with in_style():
    numbers = "; ".join(f"{name}: {k} kept, {n} new" for name, k, n in zip(answers, kept, new, strict=True))
    plot, axes = mm.Plot.of("Pairs after a mentor has left", f"Bars of pairs. {numbers}.", height=2.4)
    axes.bar_label(axes.barh(list(answers), kept, color=BLUE, label="kept"), label_type="center", color="white")
    axes.bar_label(axes.barh(list(answers), new, left=kept, color=ORANGE, hatch="//", edgecolor="white", label="new"))
    axes.invert_yaxis()
    axes.set(xlabel="pairs", xlim=(0, 1.1 * max(k + n for k, n in zip(kept, new, strict=True))))
    plot.figure.legend(loc="outside lower center", ncols=2)
plot

# %%
{name: f"{one.pairs.score.sum():.2f}" for name, one in answers.items()}

# %% [markdown]
# The matching from scratch has the highest sum of scores, and so it must: it may choose anything. The difference is the price
# of keeping pairs together.
#
# ## What differs, and why
#
# `compare` undoes one cause at a time and matches again, so that every difference has a reason that was tried, not guessed.

# %%
mm.compare(matching, agreed)

# %%
differing = mm.compare(matching, agreed).pairs
differing[differing.change != "same"]
