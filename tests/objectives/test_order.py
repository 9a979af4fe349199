"""`Order`: the known orders, and the message for any other."""

import pytest

from mentormatch.objectives import DEFAULT, MATCHED, OBJECTIVES, ORDERS, SCORE, Order


def test_every_order_is_found_by_its_names() -> None:
    for order in ORDERS:
        assert Order.of(list(order.names)) is order
        assert [OBJECTIVES[name] for name in order.names] == list(order)


def test_properties_of_an_order() -> None:
    assert (DEFAULT.matched_first, DEFAULT.by_score, DEFAULT.last) == (True, True, SCORE)
    assert (Order((SCORE,)).matched_first, Order((MATCHED,)).by_score) == (False, False)


@pytest.mark.parametrize("names", [(), ("score", "matched"), ("matched", "matched"), ("luck",)])
def test_an_unknown_order_is_refused_with_the_known_ones(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="is not one of") as caught:
        Order.of(names)
    assert all(name in str(caught.value) for name in OBJECTIVES)


def test_a_string_is_not_a_list() -> None:
    with pytest.raises(ValueError, match=r'write \["score"\]'):
        Order.of("score")
