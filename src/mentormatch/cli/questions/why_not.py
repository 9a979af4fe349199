"""``mentormatch why-not``: why two people are no pair, and what it would cost to make them one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import out_console, step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import From, called, matching_from, person_asked
from mentormatch.cli.results import AsJson, TableFile, check_file, give

if TYPE_CHECKING:
    from mentormatch.matching.costs.cost import Cost
    from mentormatch.matching.result import Matching

Mentee = Annotated[str, typer.Argument(help="The mentee: id, name or e-mail address.", show_default=False)]
Mentor = Annotated[str, typer.Argument(help="The mentor: id, name or e-mail address.", show_default=False)]


def why_not(
    mentee: Mentee,
    mentor: Mentor,
    before: From,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    as_json: AsJson = False,
) -> None:
    """Say why two people are not a pair, and what it would cost to make them one.

    Example:
    mentormatch why-not e1 r2 --from results/matching.mm
    """
    import pandas as pd

    check_file(out)
    matching = matching_from(before)
    people = matching.people
    pair = (person_asked(people, mentee, ("mentee",)), person_asked(people, mentor, ("mentor",)))
    both = " and ".join(called(people, one) for one in pair)
    cost: Cost | None = None
    if pair in set(matching.pair_ids):
        sentences = [f"{both} are a pair of this matching."]
    else:
        sentences, cost = _answer(matching, *pair, both, time_limit)
    moves = moves_in_words(matching, cost) if cost is not None else []
    found = {"mentee_id": pair[0], "mentor_id": pair[1], "sentences": sentences, "cost": cost}
    table = pd.DataFrame(
        {"mentee_id": pair[0], "mentor_id": pair[1], "sentence": [*sentences, *map(str.strip, moves)]}
    )
    give(found, table, lambda: _print([*sentences, *moves]), out=out, as_json=as_json)


def _print(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        out_console.print(sentence)


def _answer(
    matching: Matching, mentee: str, mentor: str, both: str, time_limit: float
) -> tuple[list[str], Cost | None]:
    """Return why two people are not a pair, and what the pair would cost if they may meet."""
    from mentormatch.candidates.search import why_not as reasons_against
    from mentormatch.matching.costs.cost import cost_of
    from mentormatch.matching.explain import against

    reasons = reasons_against(matching.people, matching.policy, mentee, mentor)
    if reasons:
        return [f"{both} may not meet.", *(reason.detail for reason in reasons)], None
    broken = [f"{clause[:1].upper()}{clause[1:]}." for clause in against(matching, mentee, mentor)]
    with step("Matching with this pair"):
        cost = cost_of(matching, mentee, mentor, time_limit)
    return [f"{both} may meet.", *broken, in_words(cost)], cost


def moves_in_words(matching: Matching, cost: Cost) -> list[str]:
    """Return who would have other mentors, in a line each."""
    lines = []
    for move in cost.moves:
        before, after = (
            " and ".join(called(matching.people, one) for one in ids) for ids in (move.before, move.after)
        )
        now = (
            f"from {before} to {after}"
            if before and after
            else (before and f"loses {before}") or f"gets {after}"
        )
        lines.append(f"  {called(matching.people, move.mentee_id)}: {now} ({move.score:+.3f})")
    return ["Who would have another mentor, with the change in score:", *lines] if lines else []


def in_words(cost: Cost) -> str:
    """Return what it would cost to choose a pair, in a sentence."""
    from mentormatch.matching.explain import count
    from mentormatch.scoring import SCALE

    if cost.matched is None or cost.score is None:
        return "No matching with this pair keeps all rules."
    parts = []
    if cost.matched:
        parts.append(count(cost.matched, "pair") + " fewer" if cost.matched > 0 else
                     count(-cost.matched, "pair") + " more")  # fmt: skip
    if cost.score:
        less = "less" if cost.score > 0 else "more"
        parts.append(f"{abs(cost.score) / SCALE:.3f} {less} in total score")
    best = "The best matching with this pair" if cost.exact else "The best matching found with this pair"
    return f"{best} has {' and '.join(parts) or 'as many pairs and the same total score'}."
