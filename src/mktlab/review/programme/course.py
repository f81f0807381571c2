"""All that is known of a programme on a day."""

from dataclasses import dataclass
from datetime import date

from mktlab.review.programme import forecast, standing, value
from mktlab.review.programme.forecast import Forecast
from mktlab.review.programme.plan import Plan, example
from mktlab.review.programme.standing import Standing
from mktlab.review.programme.value import Value


@dataclass(frozen=True)
class Course:
    """A programme on a day.

    Attributes
    ----------
    standing, value, forecast
        Its tasks, their money and their end.
    currency
        Of costs; None where it is not known.
    """

    standing: Standing
    value: Value
    forecast: Forecast
    currency: str | None

    @property
    def example(self) -> str:
        """Said beside a number where any task is an example."""
        return example(self.standing.plan.illustrative)


def follow(plan: Plan, day: date, currency: str | None, draws: int, seed: int) -> Course | None:
    """Work out where a programme stands at the end of a day.

    Parameters
    ----------
    plan
        As it was read.
    day
        Day reviewed; what was reported later does not count.
    currency
        Of the orders, in which costs are.
    draws, seed
        Of the expected end: how many, and the start of the pseudo-random stream.

    Returns
    -------
    Course or None
        None where the plan has no tasks.
    """
    seen = standing.stand(plan, day)
    if seen is None:
        return None
    return Course(seen, value.value(seen), forecast.forecast(seen, draws, seed), currency)
