"""The list of measures agrees with itself, and with what is measured."""

import pytest
from aiming import AS_OF, laid, simulated

from mktlab.review.targets import measuring
from mktlab.review.targets.catalogue import COMPUTED, DATA, ELSEWHERE, ENTERED, MEASURES


def test_every_measure_is_measured_and_no_other():
    found = measuring.measure(laid(simulated(30, 1)), AS_OF, [3])
    assert {name for name, _ in found} == set(MEASURES) - set(ELSEWHERE)
    assert set(ELSEWHERE) <= set(MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_what_it_is(name):
    own = MEASURES[name]
    assert set(own.needs) <= set(DATA)
    assert own.says and own.says[0].islower() and not own.says.endswith(".")
    assert not own.proxy.endswith(".")
    assert ("amounts" in own.needs) == (own.unit == "currency")
    assert name not in (ENTERED, COMPUTED)
