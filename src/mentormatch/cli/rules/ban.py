"""``mentormatch ban``: a pair that must not be chosen."""

from __future__ import annotations

from mentormatch.cli.rules.append import Against, Mentee, Mentor, PolicyToChange, append_rule


def ban(mentee: Mentee, mentor: Mentor, policy: PolicyToChange, before: Against = None) -> None:
    """Add to a policy file that a pair must not be chosen (a rule Forbid).

    Example:
    mentormatch ban e1 r1 --policy policy.toml
    """
    append_rule("Forbid", mentee, mentor, policy, before)
