"""The exception tree: what an error carries, and that it survives the way between processes."""

from __future__ import annotations

import pickle

import pytest

import mentormatch as mm
from mentormatch.errors import MentorMatchError, RowProblem, UnknownIdError

ONE_OF_EACH: list[MentorMatchError] = [
    MentorMatchError("x"),
    mm.RecordError([RowProblem("people.csv", 2, "id", "", "is empty", "an id", "e1")]),
    mm.ChangeError(["one", "two"]),
    mm.PolicyError(["one", "two"], "policy.toml"),
    UnknownIdError("e11", "mentee", ["e1"]),
    mm.ArgumentError("people", "People", {}, "read them"),
    mm.CandidateError("x"),
    mm.ProblemError(["one", "two"]),
    mm.OutcomeError("x"),
    mm.InfeasibleError([mm.rules.Require(pair=1)], ["pair 1 is required"]),
    mm.CertificateError("x"),
    mm.MatchingFileError("x"),
    mm.OutputError("x"),
    mm.StoreError("x"),
    mm.HeldError("somebody"),
    mm.EventError("x"),
    mm.BackendError("x"),
]


@pytest.mark.parametrize("error", ONE_OF_EACH, ids=lambda e: type(e).__name__)
def test_an_error_survives_pickle(error: MentorMatchError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    assert type(again) is type(error)
    assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))


def test_no_kind_of_error_is_left_out() -> None:
    def below(kind: type[MentorMatchError]) -> set[type[MentorMatchError]]:
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    ours = {kind for kind in below(MentorMatchError) if kind.__module__ == "mentormatch.errors"}
    assert {type(error) for error in ONE_OF_EACH} == ours


class TestUnknownId:
    def test_carries_id_role_and_the_nearest_first(self) -> None:
        error = UnknownIdError("anna", "mentor", ["hannah", "anne", "bob", "ann"])
        assert (error.person_id, error.role, error.nearest) == ("anna", "mentor", ("ann", "hannah", "anne"))
        assert str(error) == "there is no mentor 'anna' (did you mean 'ann', 'hannah' or 'anne'?)"

    def test_reports_if_the_other_role_has_it(self) -> None:
        error = UnknownIdError("r1", "mentee", ["e1"], ["r1"])
        assert str(error) == "there is no mentee 'r1' (it is the id of a mentor)"

    def test_nothing_near(self) -> None:
        assert str(UnknownIdError("xyz", "person", ["e1"])) == "there is no mentee or mentor 'xyz'"

    @pytest.mark.parametrize("kind", [mm.PolicyError, KeyError, MentorMatchError])
    def test_is_caught_as(self, kind: type[Exception]) -> None:
        with pytest.raises(kind, match="there is no mentee 'e9'"):
            raise UnknownIdError("e9", "mentee", [])
