"""Days of the calendar as places on a line of working days, and back."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

NEAR = 1e-9
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Workdays:
    """A line on which each working day is 1 long; holidays are not known to it.

    Attributes
    ----------
    origin
        Day at whose beginning the line is at 0; no day asked for lies before it.
    a_week
        Days worked a week from Monday on: 5 is Monday to Friday, 7 every day.
    """

    origin: date
    a_week: int = 5

    @property
    def _mask(self) -> str:
        return "1" * self.a_week + "0" * (7 - self.a_week)

    def begins(self, day: date) -> int:
        """Give the place of a day's beginning; a day off begins where the next working day does."""
        return int(np.busday_count(self.origin, day, weekmask=self._mask))

    def ends(self, day: date) -> int:
        """Give the place of a day's end."""
        return self.begins(day + ONE)

    def between(self, first: date, last: date) -> int:
        """Count working days from one day to another, both included; below 0 where they are the other way round."""
        return self.ends(last) - self.begins(first)

    def until(self, place: float) -> date:
        """Give the day by whose end a place is reached."""
        return self.since(ceil(place - NEAR) - 1)

    def since(self, place: float) -> date:
        """Give the day in which what begins at a place begins."""
        whole = int(place + NEAR)
        found = np.busday_offset(self.origin, whole, roll="forward", weekmask=self._mask)
        return found.astype(object)
