"""`Order`: the known orders, and the message for any other."""

import pytest

from mentormatch.objectives import DEFAULT, MATCHED, OBJECTIVES, ORDERS, SCORE, Leximin, Order


def test_every_order_is_found_by_its_names() -> None:
    for order in ORDERS:
        assert Order.of(list(order.names)) == order
        assert [OBJECTIVES[name] for name in order.names] == list(order)


def test_properties_of_an_order() -> None:
    assert (DEFAULT.matched_first, DEFAULT.by_score, DEFAULT.last) == (True, True, SCORE)
    assert (Order((SCORE,)).matched_first, Order((MATCHED,)).by_score) == (False, False)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "names no objective"),
        (("score", "matched"), "matched has to come first"),
        (("matched", "matched"), "matched is there twice"),
        (("balance",), "balance needs matched or score before it"),
        (("matched", "balance", "leximin 3"), "balance cannot be combined with"),
        (("matched", "worst_off", "leximin"), "leave the other one out"),
    ],
)
def test_an_order_that_cannot_be_pursued_is_refused(names: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Order.of(names)


@pytest.mark.parametrize("name", ["luck", "leximin 0", "leximin ten", "leximin 99999999999", "score 3", 4])
def test_an_unknown_objective_is_refused_with_the_known_ones(name: object) -> None:
    with pytest.raises(ValueError, match="is not one of") as caught:
        Order.of(["matched", name])
    assert all(known in str(caught.value) for known in OBJECTIVES)


def test_how_many_leximin_counts() -> None:
    assert Order.of(["matched", "leximin 7"]).last == Leximin("leximin 7", 7)
    assert Order.of(["matched", "leximin 10"]) == Order.of(["matched", "leximin"])
    assert Order.of(["matched", "leximin 10"]).names == ("matched", "leximin")
    assert Order.of(["matched", "worst_off"]).last.depth == 1
