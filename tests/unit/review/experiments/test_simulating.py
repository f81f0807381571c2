"""The worked example: its truth is the truth."""

import numpy as np
import pytest
from experimenting import experiment

from mktlab.review.experiments import gathering, simulating, summing

EXAMPLE = experiment(
    source="simulated", illustrative="true", start_day="2017-10-02", end_day="2017-12-10"
)
DAYS = (EXAMPLE.start_day - EXAMPLE.days * gathering.DAY, EXAMPLE.end_day)


def read(seed, customers, effect):
    made = simulating.simulate(EXAMPLE, seed, customers, effect)
    window = gathering.cover(EXAMPLE, DAYS)
    people = gathering.gather(made.arms, made.orders, window)
    return people, summing.aggregate(people.filter(people.aside.isnull())), made.truth


def test_differences_come_near_what_is_said_to_be_true():
    _, arms, truth = read(1, 60_000, 0.5)
    control, treated = arms["none"], arms["offer"]
    for name in ("spend", "purchases", "conversion"):
        found = treated.mean(name) / control.mean(name) - 1
        # Four standard errors of a ratio of means of 30,000 customers each.
        error = np.sqrt(sum(a.var(name) / a.mean(name) ** 2 / a.count() for a in arms.values()))
        assert found == pytest.approx(truth[name], abs=4 * error * (1 + truth[name]))
    values = [a.mean("spend") / a.mean("purchases") for a in (control, treated)]
    error = np.sqrt(sum(a.ratio_var("spend", "purchases") / a.count() for a in arms.values()))
    assert truth["order_value"] == 0
    assert values[1] - values[0] == pytest.approx(0, abs=4 * error)


def test_spend_has_a_heavy_tail_and_goes_with_what_was_spent_before():
    people, arms, _ = read(2, 10_000, 0.0)
    spend = people.spend.cast("float64").to_pandas().to_numpy()
    top = np.sort(spend)[-len(spend) // 10 :].sum() / spend.sum()
    assert top > 0.3  # a tenth of customers brings more than 30 %
    own = arms["none"]
    both = own.var("spend") * own.var("spend_before")
    assert 0.5 < own.cov("spend", "spend_before") / np.sqrt(both) < 0.9


def test_everyone_is_known_and_a_seed_gives_the_same_again():
    people, _, _ = read(3, 500, 0.1)
    assert gathering.counted(people)[2] == {}
    again, _, _ = read(3, 500, 0.1)
    other, _, _ = read(4, 500, 0.1)
    shown = [t.order_by("customer_id").to_pyarrow() for t in (people, again, other)]
    assert shown[0].equals(shown[1])
    assert not shown[0].equals(shown[2])


def test_the_small_first_purchase_lies_before_the_days_that_are_read():
    _, arms, _ = read(5, 2_000, 0.0)
    # So that conversion before is not that of everybody.
    assert arms["none"].mean("conversion_before") < 0.95


def test_truth_of_conversion_is_less_than_that_of_purchases():
    found = simulating.truth(0.2, 10)
    assert 0 < found["conversion"] < found["purchases"] == found["spend"] == 0.2
    assert simulating.truth(0.0, 10)["conversion"] == 0
