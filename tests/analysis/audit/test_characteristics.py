"""The table of characteristics: groups by id, and errors that repeat nothing of what people gave."""

from __future__ import annotations

import pandas as pd
import pytest

from mentormatch.analysis.audit.characteristics import NOT_GIVEN, read_characteristics
from mentormatch.errors import RecordError


def test_groups_are_told_apart_by_their_words_alone() -> None:
    table = pd.DataFrame({"ID": ["e1", "e2", "e3", "007"], "Sex": ["Woman", " WOMAN", "", "man"]})
    found = read_characteristics(table)
    assert found.names == ("Sex",)
    assert found.groups("Sex", ["e1", "e2", "e3", "007", "none"]) == [
        "Woman",
        "Woman",
        NOT_GIVEN,
        "man",
        NOT_GIVEN,
    ]


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ({"sex": ["secret"]}, "is not among the headings"),
        ({"id": ["e1"]}, "has no column but the ids"),
        ({"id": ["e1", "e1"], "sex": ["secret", "secret"]}, "is the id of a row above too"),
        ({"id": [""], "sex": ["secret"]}, "is empty"),
        ({"id": [7.5], "sex": ["secret"]}, "as fractions"),
        ({"id": ["e1"], "sex": ["secret\u200b"]}, "an invisible"),
        ({"id": ["e1"], "sex": [object()]}, "is of the type object"),
    ],
)
def test_a_bad_table_is_refused_without_quoting_it(table: dict[str, list[object]], wrong: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_characteristics(pd.DataFrame(table))
    assert wrong in str(caught.value)
    assert "secret" not in str(caught.value) + caught.value.table.to_csv()
    assert "secret" not in repr(caught.value.problems)
