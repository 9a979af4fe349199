"""The matching report: what a committee needs to decide on a matching, without anything about one person."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

from mentormatch.analysis.audit.audit import Audit
from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.analysis.fairness import fairness
from mentormatch.analysis.recruiting.recruit import recruit
from mentormatch.analysis.run_record import versions
from mentormatch.errors import CertificateError, InfeasibleError, PolicyError, ProblemError
from mentormatch.matching.result import Matching
from mentormatch.matching.saving import packed
from mentormatch.people.person import ROLES
from mentormatch.rematching.frontier import frontier
from mentormatch.rematching.result import Rematching
from mentormatch.report.committee.few import reasons_without, recruits_shown
from mentormatch.report.committee.figures import figures
from mentormatch.report.committee.numbers import numbers_of
from mentormatch.report.committee.settings import settings
from mentormatch.report.hidden import few
from mentormatch.report.rendering import Page, Templates

T = TypeVar("T")
_POINTS, _RECRUITS = 6, 5


def page(
    matching: Matching,
    audit: Audit | None = None,
    *,
    inputs: Sequence[str] = (),
    head: str | None = None,
    time_limit: float = 1.0,
    templates: Templates | None = None,
) -> Page:
    """Return the report on a matching for a committee.

    Parameters
    ----------
    audit : Audit, optional
        How groups fare; see `mentormatch.audit`.
    inputs : sequence of str
        SHA-256 of the files that were matched.
    head : str, optional
        Hash of the last entry of the scheme's record; see `mentormatch.Record.head`.
    time_limit : float
        Seconds for each further matching that is solved to see what else would be possible, where prices
        alone do not tell.

    Returns
    -------
    Page
        It holds no names and no ids, and what fewer than eight people have in common is put together with
        more or left out. What cannot be shown is left out, and a sentence says why.
    """
    templates = Templates() if templates is None else templates
    words = tomllib.loads(templates.file("matching_words.toml").read_text("utf-8"))
    numbers = numbers_of(matching)
    plots = figures(numbers)
    asked = numbers["pairs"] > 0
    fair = _answered(lambda: fairness(matching, most=_POINTS, time_limit=time_limit)) if asked else None
    moving = None
    if numbers["active"]:
        moving = _answered(lambda: frontier(matching, most=_POINTS, time_limit=time_limit))
    # Of what organisation a mentor is who is still to be found, and so who is due what, is open.
    recruiting = None
    if asked and matching.policy.shares is None:
        recruiting = _answered(lambda: recruit(matching, _RECRUITS, time_limit=10 * time_limit))
    # Where there was not time, nothing is known, not that nobody would be matched.
    moving = moving if moving and all(one.proved for one in moving.points) else None
    recruiting = recruiting if recruiting and (recruiting.complete or len(recruiting.recruits)) else None
    if fair and fair.fairest.worst > fair.today.worst:
        plots["fairness"] = fair.plot()
    if moving and len(moving.points) > 1:
        plots["frontier"] = moving.plot()
    return templates.page(
        "matching.html",
        plots,
        n=numbers,
        matching=matching,
        rematch=matching if isinstance(matching, Rematching) else None,
        words=words,
        facts=dict(matching.facts),
        reasons={role: reasons_without(matching, role, words["reasons"]) for role in ROLES},
        few=few,
        least=LEAST,
        audit=audit,
        fair=fair,
        moving=moving,
        recruiting=recruiting,
        recruits=recruits_shown(recruiting) if recruiting else [],
        settings=settings(matching.policy, words["keys"]),
        prints=_prints(matching, inputs, head),
        versions=versions(),
    )


def _answered(question: Callable[[], T]) -> T | None:
    """Return the answer to a question; None if the matching has none to it.

    Further pairs cannot be scored by criteria of one's own that a file does not hold, and an answer that the
    checker does not confirm is none.
    """
    try:
        return question()
    except (CertificateError, InfeasibleError, PolicyError, ProblemError):
        return None


def _prints(matching: Matching, inputs: Sequence[str], head: str | None) -> list[tuple[str, str]]:
    """Return hashes by which it can be checked later what the report is of."""
    people = matching.people.model_dump_json().encode()
    # With the people, so that nobody whom a rule names can be guessed from it.
    policy = people + matching.policy.model_dump_json().encode()
    hashed = {"People": people, "People and policy": policy, "The matching, as saved": packed(matching)}
    return [
        *((f"Input file {k}", one) for k, one in enumerate(inputs, start=1)),
        *((name, sha256(data).hexdigest()) for name, data in hashed.items()),
        *([] if head is None else [("Last entry of the record", head)]),
    ]
