"""``mentormatch lock``: a pair that has to be chosen."""

from __future__ import annotations

from mentormatch.cli.rules.append import Against, Mentee, Mentor, PolicyToChange, append_rule


def lock(mentee: Mentee, mentor: Mentor, policy: PolicyToChange, before: Against = None) -> None:
    """Add to a policy file that a pair has to be chosen (a rule Require).

    Example:
    mentormatch lock e1 r1 --policy policy.toml
    """
    append_rule("Require", mentee, mentor, policy, before)
