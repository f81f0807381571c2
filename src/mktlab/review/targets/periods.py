"""How long a horizon is, and what of the data covers it.

A horizon is counted in calendar months from the day of the plan; where that is the last day of a month, so
is the end of the horizon. The baseline period has as many days and ends on the day of the plan, so the two
differ in season and in nothing that a calendar can mend.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

SHORT, LONG = (1, 3, 6), (3, 6, 12)
HORIZONS = (1, 3, 6, 12)


def end(as_of: date, months: int) -> date:
    """Give the day so many calendar months after another; the end of a month stays one."""
    year, month = divmod(as_of.year * 12 + as_of.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    is_last = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    return date(year, month + 1, longest if is_last else min(as_of.day, longest))


def ladder(as_of: date, last: date | None) -> tuple[int, ...]:
    """Choose the horizons to tell: 3, 6 and 12 months once six have passed, else 1, 3 and 6."""
    return LONG if last is not None and last >= end(as_of, LONG[1]) else SHORT


@dataclass(frozen=True)
class Period:
    """A horizon after the day of the plan, and as many days before it, twice.

    Attributes
    ----------
    as_of
        Day of the plan.
    months
        Length of the horizon.
    """

    as_of: date
    months: int

    @property
    def end(self) -> date:
        """Last day of the horizon."""
        return end(self.as_of, self.months)

    @property
    def days(self) -> int:
        """Days of the horizon."""
        return (self.end - self.as_of).days

    @property
    def base(self) -> date:
        """Day before the baseline period."""
        return self.as_of - timedelta(days=self.days)

    @property
    def before(self) -> date:
        """Day before the period that precedes the baseline's."""
        return self.as_of - timedelta(days=2 * self.days)

    def is_over(self, last: date | None) -> bool:
        """Say whether data reach the end of the horizon."""
        return last is not None and last >= self.end

    def has_base(self, first: date | None, periods: int = 1) -> bool:
        """Say whether data begin early enough for so many periods before the day of the plan."""
        begin = (self.as_of, self.base, self.before)[periods] + timedelta(days=1)
        return first is not None and first <= begin
