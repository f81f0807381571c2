"""The segment section of params: what is shipped is valid, and wrong values are told."""

import pytest
from pydantic import ValidationError
from segmenting import segment_section


def test_what_is_shipped_is_valid():
    assert segment_section().k == "auto"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"k": 1}, "k should be auto, or from 2 to k_max"),
        ({"k": 9}, "k should be auto, or from 2 to k_max"),
        ({"k": "three"}, "auto"),
        ({"variables": {}}, "at least 1"),
        ({"variables": {"spend": "sqrt"}}, "yeo-johnson"),
        ({"most_missing": 1.0}, "less than 1"),
        ({"strength": 0.0}, "greater than 0"),
        ({"sample": 10}, "greater than or equal to 100"),
        ({"names": {"1": 5}}, "string"),
        ({"kmax": 3}, "Extra inputs"),
    ],
)
def test_a_wrong_value_is_told(change, said):
    with pytest.raises(ValidationError, match=said):
        segment_section(**change)
