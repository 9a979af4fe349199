"""`Problem`: every bad input is refused with its positions, and the caller's arrays are not changed."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given

from helpers.reference import HUGE, problems
from mentormatch.errors import ArgumentError, PolicyError, ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoad, NoMutual, Require

GOOD = {"n_mentees": 3, "n_mentors": 2, "mentee": [0, 0, 1, 2], "mentor": [0, 1, 1, 1], "score": [9, 4, 7, 5]}
ARRAYS = ("mentee", "mentor", "score", "capacity", "demand")


def make(**changes: object) -> Problem:
    return Problem(**GOOD | changes)


def faults(**changes: object) -> tuple[str, ...]:
    with pytest.raises(ProblemError) as caught:
        make(**changes)
    assert str(caught.value) == "; ".join(caught.value.problems)
    return caught.value.problems


def test_keeps_what_it_is_given() -> None:
    problem = make(capacity=[1, 2], demand=1, rules=[Require(pair=2)])
    assert problem.n_pairs == 4
    assert [getattr(problem, name).tolist() for name in ARRAYS] == [
        [0, 0, 1, 2], [0, 1, 1, 1], [9, 4, 7, 5], [1, 2], [1, 1, 1],
    ]  # fmt: skip
    assert problem.mentee.dtype == problem.mentor.dtype == np.int32
    assert problem.score.dtype == problem.capacity.dtype == problem.demand.dtype == np.int64
    assert problem.rules == (Require(pair=2),)
    assert repr(problem) == "Problem(3 mentees, 2 mentors, 4 pairs, 1 rules)"


def test_one_number_counts_for_all() -> None:
    problem = make(capacity=3, demand=2)
    assert problem.capacity.tolist() == [3, 3]
    assert problem.demand.tolist() == [2, 2, 2]


def test_capacity_and_demand_are_1_by_default() -> None:
    problem = make()
    assert problem.capacity.tolist() == [1, 1]
    assert problem.demand.tolist() == [1, 1, 1]


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64, np.float32, np.float64])
def test_any_kind_of_whole_number_is_accepted(dtype: type) -> None:
    given_arrays = {name: np.array(GOOD[name], dtype) for name in ("mentee", "mentor", "score")}
    problem = make(**given_arrays, capacity=np.array([1, 2], dtype), demand=dtype(1))
    assert problem.score.tolist() == [9, 4, 7, 5]
    assert problem.mentee.tolist() == [0, 0, 1, 2]
    assert problem.capacity.tolist() == [1, 2]
    assert problem.demand.tolist() == [1, 1, 1]


@pytest.mark.parametrize("name", ["mentee", "mentor", "score"])
@pytest.mark.parametrize("value", [0.5, float("nan"), float("inf"), float("-inf"), 1e300, 2.0**53])
def test_a_pair_array_with_a_number_that_is_not_whole(name: str, value: float) -> None:
    assert faults(**{name: [0, 1, value, 2]}) == (f"{name} is not a whole number at 2",)


@pytest.mark.parametrize("name", ["capacity", "demand"])
@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf")])
def test_a_load_that_is_not_whole(name: str, value: float) -> None:
    size = {"capacity": 2, "demand": 3}[name]
    assert faults(**{name: [value] + [1] * (size - 1)}) == (f"{name} is not a whole number at 0",)
    assert faults(**{name: value}) == (f"{name} is not a whole number at 0",)


@pytest.mark.parametrize(
    "value", [["1", "2", "3", "4"], None, [1, None, 2, 3], [True, False, True, True], [1j, 2, 3, 4]]
)
@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_of_something_else(name: str, value: object) -> None:
    (fault,) = faults(**{name: value})
    assert fault.startswith(f"{name} holds ")
    assert fault.endswith("where whole numbers are expected")


def test_dates_are_not_scores() -> None:
    dates = np.array(["2025-01-01"] * 4, "datetime64[D]")
    assert faults(score=dates) == ("score holds datetime64[D] where whole numbers are expected",)


def test_numbers_beyond_int64_are_not_wrapped_around() -> None:
    beyond = np.array([1, 2**63, 2, 2**64 - 1], np.uint64)
    assert faults(score=beyond) == ("score exceeds int64 at 1, 3",)
    (fault,) = faults(score=[1, 2, 3, 2**70])
    assert fault.startswith("score holds ")


@pytest.mark.parametrize("name", ["mentee", "mentor", "score"])
def test_a_table_instead_of_an_array(name: str) -> None:
    (fault,) = faults(**{name: [[0, 1], [0, 1]]})
    assert fault == f"{name} has shape (2, 2) where (n_pairs,) is expected"


@pytest.mark.parametrize("name", ARRAYS)
def test_rows_of_different_lengths(name: str) -> None:
    (fault,) = faults(**{name: [[0], [0, 1]]})
    assert fault.startswith(name)


@pytest.mark.parametrize("name", ["mentee", "mentor", "score"])
def test_a_number_instead_of_an_array(name: str) -> None:
    assert faults(**{name: 1}) == (f"{name} has shape () where (n_pairs,) is expected",)


@pytest.mark.parametrize(("name", "size"), [("capacity", 2), ("demand", 3)])
@pytest.mark.parametrize("value", [[1], [1, 1, 1, 1], [], [[1, 1]], [[1, 1, 1]]])
def test_loads_of_the_wrong_length(name: str, size: int, value: list[object]) -> None:
    shape = np.shape(value)
    assert faults(**{name: value}) == (f"{name} has shape {shape} where ({size},) is expected",)


@pytest.mark.parametrize("name", ["mentee", "mentor", "score"])
def test_pair_arrays_of_different_lengths(name: str) -> None:
    sizes = {"mentee": 4, "mentor": 4, "score": 4} | {name: 1}
    said = ", ".join(f"{k} {n}" for k, n in sizes.items())
    assert faults(**{name: [0]}) == (f"the pair arrays differ in length: {said}",)


@pytest.mark.parametrize(("name", "last"), [("mentee", 2), ("mentor", 1)])
def test_indices_out_of_range(name: str, last: int) -> None:
    assert faults(**{name: [0, -1, 1, last + 1]}) == (f"{name} is outside 0..{last} at 1, 3",)
    assert faults(**{name: [0, 1, 2**40, -(2**40)]}) == (f"{name} is outside 0..{last} at 2, 3",)


@pytest.mark.parametrize(("name", "value"), [("capacity", [-1, 0]), ("demand", [-5, 2, 1])])
def test_negative_loads(name: str, value: list[int]) -> None:
    assert faults(**{name: value}) == (f"{name} is negative at 0",)


def test_pairs_listed_twice() -> None:
    twice = {"mentee": [0, 1, 0, 2, 0], "mentor": [1, 1, 1, 0, 1], "score": [1, 2, 3, 4, 1]}
    assert faults(**twice) == ("a pair is listed twice, again at 2, 4",)


def test_pairs_listed_twice_among_few_of_many_people() -> None:
    last = 10**6 - 1
    few = {"n_mentees": last + 1, "n_mentors": last + 1, "capacity": 1, "demand": 1, "score": [1, 2, 3]}
    assert make(**few, mentee=[last, 0, 7], mentor=[0, last, 7]).n_pairs == 3
    assert faults(**few, mentee=[last, 0, last], mentor=[0, last, 0]) == (
        "a pair is listed twice, again at 2",
    )


@pytest.mark.parametrize("value", [-1, 2.0, 2.5, "3", None, True, 2**31])
@pytest.mark.parametrize("name", ["n_mentees", "n_mentors"])
def test_numbers_of_people(name: str, value: object) -> None:
    wanted = f"{name} must be a whole number from 0 to 2^31 - 1; got {value!r}"
    assert wanted in faults(**{name: value})


def test_numpy_numbers_of_people_are_accepted() -> None:
    assert make(n_mentees=np.int64(3), n_mentors=np.uint8(2)).n_mentees == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("mentee_ids", ["a", "b"], "3 different ids; it holds 2, of which 2 differ"),
        ("mentee_ids", ["a", "b", "a"], "3 different ids; it holds 3, of which 2 differ"),
        ("mentor_ids", ["a", "b", "c"], "2 different ids; it holds 3, of which 3 differ"),
    ],
)
def test_ids(name: str, value: list[str], said: str) -> None:
    assert faults(**{name: value}) == (f"{name} must hold {said}",)


def test_names_are_ids_or_else_indices() -> None:
    plain, named = make(), make(mentee_ids=["x", "y", "z"], mentor_ids=["007", "8"])
    assert (plain.mentee_name(2), plain.mentor_name(0)) == ("mentee 2", "mentor 0")
    assert (named.mentee_name(2), named.mentor_name(0)) == ("mentee z", "mentor 007")
    assert named.mentee_ids == ("x", "y", "z")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Require(pair=4), "rule 1 (Require): its pair must be an index in 0..3"),
        (Require(pair=("e1", "r1")), "rule 1 (Require): its pair must be an index in 0..3"),
        (MinimumLoad(mentor=2, load=1), "rule 1 (MinimumLoad): its mentor must be an index in 0..1"),
        (MinimumLoad(mentor="r1", load=1), "rule 1 (MinimumLoad): its mentor must be an index in 0..1"),
        (NoMutual(same=((0, 0), (3, 1))), "rule 1 (NoMutual): its mentee must be an index in 0..2"),
        (NoMutual(same=((0, 0), (1, 2))), "rule 1 (NoMutual): its mentor must be an index in 0..1"),
        (NoMutual(same=(("e1", 1),)), "rule 1 (NoMutual): its mentee must be an index in 0..2"),
    ],
)
def test_rules_with_unknown_indices(rule: object, said: str) -> None:
    assert faults(rules=[Require(pair=0), rule]) == (said,)


def test_the_last_indices_are_in_range() -> None:
    rules = (Require(pair=3), MinimumLoad(mentor=1, load=1), NoMutual(same=((2, 1),)))
    assert make(rules=rules).rules == rules


@pytest.mark.parametrize("same", [((0, 0), (0, 1)), ((0, 1), (1, 1))])
def test_each_person_is_listed_once(same: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(PolicyError, match=r"names a (mentee|mentor) twice"):
        NoMutual(same=same)


@pytest.mark.parametrize("rule", ["Require", None, {"rule": "Require", "pair": 0}])
def test_values_that_are_not_rules(rule: object) -> None:
    with pytest.raises(ArgumentError, match=r"`rules\[0\]` has to be a rule, but is"):
        make(rules=[rule])


def test_totals_that_could_overflow() -> None:
    assert make(score=[HUGE, -HUGE, HUGE, -HUGE]).score[1] == -HUGE
    for score in (2**62, -(2**62), 2**63 - 1, -(2**63)):
        (fault,) = faults(score=[score, 0, 0, 0])
        assert str(abs(score)) in fault
        assert "overflow" in fault


def test_larger_capacities_allow_smaller_scores_only() -> None:
    few = {"score": [2**60, 0, 0, 0], "capacity": [1, 0]}
    assert make(**few).score[0] == 2**60
    (fault,) = faults(**few | {"capacity": 2})
    assert "up to 3 pairs" in fault


def test_ten_offenders_are_named_and_the_rest_counted() -> None:
    wrong = [0.5] * 25
    (fault,) = faults(mentee=range(25), mentor=range(25), score=wrong, n_mentees=25, n_mentors=25)
    assert fault == "score is not a whole number at 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 15 more"
    (fault,) = faults(mentee=range(10), mentor=range(10), score=wrong[:10], n_mentees=10, n_mentors=10)
    assert fault == "score is not a whole number at 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"


def test_ten_rules_are_named_and_the_rest_counted() -> None:
    found = faults(rules=[Require(pair=9)] * 25)
    message = "; ".join(found)
    assert "rule 9 " in message
    assert "rule 10 " not in message
    assert "15 more" in message


def test_all_errors_at_once() -> None:
    found = faults(
        n_mentees=-3, score=[0.5, 1, 2, 3], capacity=["many", "few"], demand=[1, 2, 3, float("nan")]
    )
    assert len(found) >= 4
    for name in ("n_mentees", "score", "capacity", "demand"):
        assert any(fault.startswith(name) for fault in found)


def test_all_errors_of_range_at_once() -> None:
    found = faults(mentee=[0, 9, 1, 2], mentor=[0, 1, 1, -1], capacity=[-1, 1], demand=-2, mentor_ids=["a"])
    assert found == (
        "mentee is outside 0..2 at 1",
        "mentor is outside 0..1 at 3",
        "capacity is negative at 0",
        "demand is negative at 0, 1, 2",
        "mentor_ids must hold 2 different ids; it holds 1, of which 1 differ",
    )


def test_all_errors_of_meaning_at_once() -> None:
    found = faults(mentee=[0, 0, 1, 0], score=[2**62, 1, 1, 1], rules=[Require(pair=8)])
    assert [fault.split()[0] for fault in found] == ["a", "scores", "rule"]


def test_the_arrays_given_are_neither_changed_nor_shared() -> None:
    mine = {
        "mentee": np.array([0, 0, 1, 2], np.int32),
        "mentor": np.array([0, 1, 1, 1], np.int32),
        "score": np.array([9, 4, 7, 5], np.int64),
        "capacity": np.array([1, 2], np.int64),
        "demand": np.array([1, 1, 1], np.int64),
    }
    before = {name: array.copy() for name, array in mine.items()}
    problem = make(**mine)
    for name, array in mine.items():
        assert array.tobytes() == before[name].tobytes()
        assert array.flags.writeable
        assert not np.shares_memory(array, getattr(problem, name))
        array[:] = 0
        assert getattr(problem, name).tolist() == before[name].tolist()


def test_read_only_arrays_are_accepted() -> None:
    score = np.array([9, 4, 7, 5])
    score.setflags(write=False)
    assert make(score=score).score.tolist() == [9, 4, 7, 5]


@pytest.mark.parametrize("name", ARRAYS)
def test_the_arrays_are_read_only(name: str) -> None:
    problem = make(capacity=[1, 2])
    with pytest.raises(ValueError, match="read-only"):
        getattr(problem, name)[0] = 1
    with pytest.raises(FrozenInstanceError):
        setattr(problem, name, np.zeros(4))


def test_rules_and_ids_are_copies() -> None:
    rules, ids = [Require(pair=0)], ["a", "b", "c"]
    problem = make(rules=rules, mentee_ids=ids)
    rules.append(Require(pair=1))
    ids[0] = "z"
    assert problem.rules == (Require(pair=0),)
    assert problem.mentee_ids == ("a", "b", "c")


@pytest.mark.parametrize(("n_mentees", "n_mentors"), [(0, 0), (0, 4), (4, 0), (3, 2)])
def test_no_pairs(n_mentees: int, n_mentors: int) -> None:
    problem = Problem(n_mentees, n_mentors, [], [], [])
    assert problem.n_pairs == 0
    assert len(problem.demand) == n_mentees
    assert len(problem.capacity) == n_mentors
    assert all(len(problem.pairs_of_mentee(i)) == 0 for i in range(n_mentees))


def test_a_pair_without_people() -> None:
    assert len(faults(n_mentees=0, n_mentors=0, demand=1, capacity=1)) == 2


@given(problems())
def test_pairs_of_a_person(problem: Problem) -> None:
    for i in range(problem.n_mentees):
        assert problem.pairs_of_mentee(i).tolist() == np.flatnonzero(problem.mentee == i).tolist()
    for j in range(problem.n_mentors):
        assert problem.pairs_of_mentor(j).tolist() == np.flatnonzero(problem.mentor == j).tolist()
