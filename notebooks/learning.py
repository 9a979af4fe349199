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
# # Weights that learn from feedback
#
# The weights of a policy are a guess. After a year it is known which pairs kept going, and weights can be learnt from that. Here
# the truth is made up, so that what is learnt can be compared with it. In life, expect less:
# [most of what makes a pair last is on no form](../docs/how-to/learning.md#what-to-expect).

# %%
import numpy as np

import mentormatch as mm
from mentormatch.display.style import BLUE, GREY, ORANGE, in_style

rng = np.random.default_rng(18)
AREAS = ["audit", "exams", "leadership", "research", "teaching", "wards"]


def person(kind, person_id, level, areas, **fields):
    where = mm.Location(latitude=52 + rng.normal(0, 0.1), longitude=0.2 + rng.normal(0, 0.15))
    return kind(id=person_id, consent=True, seniority=level, location=where, **areas, **fields)


def areas():
    return {one: int(rng.integers(1, 6)) for one in rng.choice(AREAS, 3, replace=False)}


people = mm.People(
    mentees=[person(mm.Mentee, f"e{k:03}", int(rng.integers(1, 6)), {"wants": areas()}) for k in range(600)],
    mentors=[
        person(mm.Mentor, f"r{k:03}", int(rng.integers(3, 10)), {"offers": areas()}, capacity=2) for k in range(380)
    ],
)
people

# %% [markdown]
# ## Match with a little chance
#
# Only pairs that were made have an outcome, and they were made because the weights of today liked them. `explore` gives up at
# most 4% of the best score and draws the matching from several that are nearly best, so that the chance of each pair is known.

# %%
policy = mm.Policy(weights={"seniority": 1, "travel": 3, "knowledge": 1.5}, explore=0.04, seed=3)
matching = mm.match(people, policy)
matching

# %%
chance = matching.pairs.chance
with in_style():
    counts, edges = np.histogram(chance, np.linspace(0, 1, 11))
    words = "; ".join(f"{100 * low:.0f} to {100 * low + 10:.0f}%: {n}" for low, n in zip(edges, counts))
    plot, axes = mm.Plot.of("With what chance the pairs were drawn", f"Histogram of pairs. {words}.", height=2.6)
    axes.bar_label(axes.bar(edges[:-1] * 100 + 5, counts, width=9, color=BLUE))
    axes.set(xlabel="chance of a pair (%)", ylabel="pairs", xticks=range(0, 101, 10), ylim=(0, 1.15 * counts.max()))
plot

# %% [markdown]
# ## A year later
#
# In this made-up truth seniority matters most, knowledge somewhat, and travel hardly: the reverse of the policy.

# %%
TRUTH = {"seniority": 3.5, "travel": 0.3, "knowledge": 2.0}


def lasts(pairs):
    """Return the true chance that pairs keep going."""
    return 1 / (1 + np.exp(3.2 - sum(pairs[name].astype(float) * weight for name, weight in TRUTH.items())))


pairs = matching.pairs
kept_going = rng.random(len(pairs)) < lasts(pairs)
outcome = np.where(kept_going, "kept going", "ended early")
pairs[[*TRUTH]].assign(outcome=outcome).groupby("outcome").mean().round(3)

# %% [markdown]
# ## Learn
#
# Mentees are split into five parts; weights are learnt on four and tried on the fifth, beside the present ones.

# %%
learner = mm.WeightLearner(policy, expected=matching.scores.expected, resamples=300)
learner.fit(pairs[[*TRUTH]], outcome, groups=pairs.mentee_id)
print(learner.summary())

# %%
learnt = learner.policy()


def shares(weights):
    return np.array([weights[name] for name in TRUTH]) / sum(weights[name] for name in TRUTH)


with in_style():
    kinds = {"policy": (policy.weights, GREY, ""), "learnt": (learnt.weights, BLUE, ""), "truth": (TRUTH, ORANGE, "//")}
    words = "; ".join(
        f"{kind}: " + ", ".join(f"{name} {100 * one:.0f}%" for name, one in zip(TRUTH, shares(weights)))
        for kind, (weights, *_) in kinds.items()
    )
    plot, axes = mm.Plot.of("Weights before and after, and in truth", f"Bars of shares of the weight. {words}.", height=3)
    for k, (kind, (weights, colour, hatch)) in enumerate(kinds.items()):
        at = np.arange(len(TRUTH)) + 0.27 * (k - 1)
        axes.bar_label(
            axes.bar(at, 100 * shares(weights), 0.25, color=colour, hatch=hatch, edgecolor="white", label=kind), fmt="%.0f"
        )
    axes.set_xticks(range(len(TRUTH)), TRUTH)
    axes.set(ylabel="share of the weight (%)", ylim=(0, 70))
    axes.legend()
plot

# %% [markdown]
# ## Is the chance that a pair lasts right?
#
# Mentees from whom nothing was learnt, in five groups by the chance predicted for them. On the line, predictions would be exact;
# with so few pairs a group each, they stray.

# %%
fifths = np.array_split(np.argsort(learner.held_out_, kind="stable"), 5)
predicted = [learner.held_out_[one].mean() for one in fifths]
observed = [kept_going[one].mean() for one in fifths]
with in_style():
    words = "; ".join(f"{p:.2f} predicted, {o:.2f} observed" for p, o in zip(predicted, observed))
    plot, axes = mm.Plot.of("Predicted and observed", f"Five groups: {words}.", height=3.4)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    axes.plot(predicted, observed, "o", color=BLUE)
    axes.set(xlabel="chance predicted", ylabel="share that kept going", xlim=(0.2, 1), ylim=(0.2, 1))
plot

# %% [markdown]
# ## What would the learnt weights have done?
#
# Pairs that were drawn with a known chance answer for those that were not. But most pairs that the learnt weights choose had no
# chance at all, and about those nothing is known:

# %%
outcomes = dict(zip(zip(pairs.mentee_id, pairs.mentor_id), outcome))
try:
    mm.off_policy(matching, outcomes, learnt, learner=learner)
except mm.OutcomeError as error:
    print(error)

# %% [markdown]
# So the weights are changed half-way, as is wise in any case.

# %%
half = policy.replace(weights={name: (policy.weights[name] + learnt.weights[name]) / 2 for name in TRUTH})
found = mm.off_policy(matching, outcomes, half, learner=learner)
print(found.summary())

# %% [markdown]
# The estimate uses outcomes alone. The truth is known here, so the two can be compared.

# %%
other = mm.match(people, half.replace(explore=0.0))
truth = {"present": lasts(pairs).mean(), "half-way": lasts(other.pairs).mean()}
estimates = {"present": found.present, "half-way": found.lasted}
with in_style():
    words = "; ".join(f"{one}: estimated {estimates[one]}, in truth {truth[one]:.3f}" for one in truth)
    plot, axes = mm.Plot.of("Share of the pairs that last", f"Estimates with 95% intervals. {words}.", height=2.2)
    for k, (name, one) in enumerate(estimates.items()):
        axes.plot([one.low, one.high], [k, k], color=BLUE)
        axes.plot(one.value, k, "o", color=BLUE, label="estimate, with its 95% interval" if not k else None)
        axes.plot(truth[name], k, "D", color=ORANGE, markerfacecolor="none", label="truth" if not k else None)
    axes.set_yticks([0, 1], [f"{name} weights" for name in estimates])
    axes.set(xlabel="share", ylim=(1.5, -0.5))
    plot.figure.legend(loc="outside lower center", ncols=2)
plot

# %% [markdown]
# The interval of the difference holds 0, so it may be chance, although in truth it is not: 600 outcomes are few. The next policy
# is a file as any other, `half.to_toml("next.toml")`; another drawn year says more.
