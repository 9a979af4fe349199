"""`offered`: areas with levels as words that two people have in common."""

from __future__ import annotations

import random

import pytest

from mentormatch.criteria import Offered
from mentormatch.criteria.synonyms import by_synonyms

ONE = Offered(name="topics")


@pytest.mark.parametrize("seed", range(20))
def test_common_words_count_the_areas_at_the_level_wanted(seed: int) -> None:
    draw = random.Random(seed)
    wants, offers = ({area: draw.randint(1, 5) for area in draw.sample("abcdef", 4)} for _ in range(2))
    common = ONE.words(wants, "mentee") & ONE.words(offers, "mentor")
    assert len(common) == sum(offers.get(area, 0) >= level for area, level in wants.items())


def test_two_names_of_one_area_count_once_at_the_higher_level() -> None:
    form = by_synonyms({"quality improvement": "QI"})
    wants, offers = {"QI": 2, "Quality  improvement": 4}, {"qi": 4}
    assert len(ONE.words(wants, "mentee", form) & ONE.words(offers, "mentor", form)) == 1
    assert not ONE.words(wants, "mentee", form) & ONE.words({"qi": 3}, "mentor", form)
