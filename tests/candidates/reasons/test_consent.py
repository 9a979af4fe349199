from __future__ import annotations

from helpers.exclusion_pairs import mentee, mentor, reasons
from mentormatch.people.model import Mentee, Mentor


def test_with_consent_of_both_they_may_meet() -> None:
    assert reasons(mentee(), mentor()) == {}


def test_either_is_enough() -> None:
    assert "No consent is recorded for mentee e1" in reasons(mentee(consent=False), mentor())["no_consent"]
    assert "No consent is recorded for mentor r1" in reasons(mentee(), mentor(consent=False))["no_consent"]


def test_both_are_named() -> None:
    detail = reasons(mentee(consent=False), mentor(consent=False))["no_consent"]
    assert "mentee e1 and mentor r1" in detail


def test_consent_is_not_assumed() -> None:
    assert list(reasons(Mentee(id="e1"), mentor())) == ["no_consent"]
    assert list(reasons(mentee(), Mentor(id="r1"))) == ["no_consent"]
