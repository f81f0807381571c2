"""Targets held against figures: each way to a verdict, and each reason for none."""

from datetime import date

import pytest
from aiming import AS_OF, LAST, kpi, laid, simulated

from mktlab.review.targets import measuring
from mktlab.review.targets.judging import judge
from mktlab.review.targets.measuring import Measured
from mktlab.review.targets.periods import Period
from mktlab.review.targets.ratios import NONE, Figure

PERIOD = Period(AS_OF, 3)


def one(own, measured=None, last=LAST, given=None, least=10):
    found = {} if measured is None else {(own.measure, own.horizon_months): measured}
    (told,) = judge([own], found, AS_OF, last, least, given)
    assert told.kpi is own
    return told


def seen(value=0.85, customers=500, variance=1e-5, baseline=NONE, measure="conversion", **more):
    return Measured(measure, PERIOD, Figure(value, variance, customers), baseline, **more)


def test_a_level_without_baseline():
    told = one(kpi(), seen())
    assert (told.verdict, told.actual, told.customers) == ("missed", 0.85, 500)
    assert told.attained.share == pytest.approx(0.85 / 0.9)
    assert told.attained.basis == "target"
    assert told.interval[0] < 0.85 < told.interval[1]
    assert one(kpi(target=0.8), seen()).verdict == "reached"
    assert one(kpi(target=0.853), seen()).verdict == "cannot tell"


def test_a_level_from_a_baseline():
    before = Figure(0.8, 1e-5, 400)
    told = one(kpi(baseline="computed"), seen(baseline=before))
    assert told.attained.share == pytest.approx(0.5)
    assert (told.attained.basis, told.baseline, told.customers) == ("way", 0.8, 400)
    fixed = one(kpi(baseline=0.8), seen())
    assert fixed.attained.share == pytest.approx(0.5)
    assert fixed.baseline == 0.8


def test_a_change_of_a_computed_baseline():
    before = Figure(0.2, 1e-5, 400)
    own = kpi(measure="churn", baseline="computed", target=None, change=-0.2, direction="down")
    told = one(own, seen(0.155, baseline=before, measure="churn"))
    assert told.attained.share == pytest.approx(1.125)
    assert told.target == pytest.approx(0.16)
    assert told.verdict == "cannot tell"
    sure = seen(0.10, baseline=before, measure="churn", covariance=5e-6)
    assert one(own, sure).verdict == "reached"


def test_without_its_baseline_a_level_stands_alone_and_a_change_cannot():
    lacking = seen(why_no_baseline="data begin too late")
    level = one(kpi(baseline="computed"), lacking)
    assert (level.verdict, level.attained.basis) == ("missed", "target")
    assert level.why == "data begin too late"
    change = one(kpi(baseline="computed", target=None, change=0.1), lacking)
    assert (change.verdict, change.attained.share) == ("not measurable", None)
    assert (change.actual, change.why, change.target) == (0.85, "data begin too late", None)


def test_of_a_baseline_below_nothing_no_share_is_told():
    own = kpi(
        measure="order_value", unit="currency", baseline="computed", target=None, change=0.1,
    )  # fmt: skip
    told = one(own, seen(5.0, baseline=Figure(-1.0, 0.1, 400), measure="order_value"))
    assert (told.verdict, told.target) == ("not measurable", None)
    assert told.why == "the baseline is not above 0, so there is no share of it"


@pytest.mark.parametrize(("customers", "verdict"), [(199, "too few"), (200, "missed")])
def test_fewer_than_two_hundred_have_no_verdict(customers, verdict):
    assert one(kpi(), seen(customers=customers)).verdict == verdict
    before = Figure(0.8, 1e-5, customers)
    assert one(kpi(baseline="computed"), seen(baseline=before)).verdict == verdict


def test_fewer_than_may_be_told_have_no_figure():
    told = one(kpi(baseline="computed"), seen(baseline=Figure(0.8, 1e-5, 9)))
    assert (told.verdict, told.actual, told.interval, told.baseline) == (
        "too few",
        None,
        None,
        None,
    )
    assert told.why == "it rests on fewer than 10 customers"
    assert told.attained.share is None
    assert one(kpi(), seen(customers=10)).actual == 0.85


def test_one_customer_has_no_interval():
    for changes in ({}, {"baseline": "computed"}):
        told = one(kpi(**changes), seen(1.0, 1, None, Figure(1.0, None, 1)), least=1)
        assert (told.verdict, told.interval) == ("too few", None)
        assert (told.attained.low, told.attained.high) == (None, None)


def test_entered_figures():
    own = {"measure": "entered", "unit": "score", "baseline": 7.0, "target": 8.0}
    told = one(kpi(**own, actual=7.5, actual_low=7.2, actual_high=7.8, customers=300))
    assert (told.verdict, told.attained.share) == ("missed", 0.5)
    assert told.interval == (7.2, 7.8)
    sure = one(kpi(**own, actual=8.1))
    assert (sure.verdict, sure.interval, sure.customers) == ("reached", None, None)
    few = one(kpi(**own, actual=8.1, actual_low=8.0, actual_high=8.2, customers=150))
    assert few.verdict == "too few"
    none = one(kpi(**own))
    assert (none.verdict, none.why) == ("not measurable", "no actual is entered in kpi_targets.csv")


def test_figures_told_elsewhere():
    own = kpi(measure="campaign_roi", unit="ratio", target=8.0)
    told = one(own, given={"campaign_roi": (4.0, 2.0, 6.0, 900)})
    assert (told.verdict, told.attained.share, told.interval) == ("missed", 0.5, (2.0, 6.0))
    said = one(own, given={"campaign_roi": "The design does not let it be told."})
    assert (said.verdict, said.why) == ("not measurable", "The design does not let it be told")
    assert one(own).why == "the review of campaigns does not tell it"


def test_what_nobody_measures_and_what_data_lack():
    assert one(kpi(measure="")).why == "nobody measures it"
    told = one(kpi(), Measured("conversion", PERIOD, why="data do not hold orders"))
    assert (told.verdict, told.why) == ("not measurable", "data do not hold orders")
    later = Measured("conversion", PERIOD, why="data reach to May", has_passed=False)
    assert (one(kpi(), later).verdict, one(kpi(), later).why) == ("not yet", "data reach to May")


@pytest.mark.parametrize("measure", ["conversion", "entered", "campaign_roi"])
@pytest.mark.parametrize("last", [None, date(2020, 6, 29)])
def test_before_the_horizon_has_passed_there_is_no_verdict(measure, last):
    units = {"campaign_roi": "ratio"}
    own = kpi(measure=measure, unit=units.get(measure, "share"))
    told = one(own, last=last, given={"campaign_roi": (9.0, 8.5, 9.5, 900)})
    assert (told.verdict, told.actual, told.target) == ("not yet", None, 0.9)
    assert told.why.startswith("the horizon ends on 2020-06-30, and ")


def test_from_tables_to_verdicts():
    found = measuring.measure(laid(simulated(600, 3)), AS_OF, [3])
    own = [
        kpi(id="A", target=0.01),
        kpi(id="B", target=0.999),
        kpi(
            id="C",
            measure="interactions",
            unit="number",
            baseline="computed",
            target=None,
            change=3.0,
        ),
    ]
    told = judge(own, found, AS_OF, LAST, 10)
    assert [each.verdict for each in told] == ["reached", "missed", "missed"]
    before, after = found["interactions", 3].baseline.value, found["interactions", 3].actual.value
    assert told[2].attained.share == pytest.approx((after / before - 1) / 3)
    assert told[2].attained.low < told[2].attained.share < told[2].attained.high


def test_no_targets():
    assert judge([], {}, AS_OF, LAST, 10) == []
