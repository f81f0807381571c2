"""The plan of response: what to do about the risks that cost most, by when, and what to rehearse."""

from datetime import date, timedelta

import pandas as pd

from mktlab.risk.register.reading import Risk


def order(register: dict[str, Risk], expected: pd.Series) -> list[Risk]:
    """Give open risks, the largest expected loss first, those without one last."""
    still = [own for own in register.values() if own.resolved is None]
    return sorted(still, key=lambda own: (-expected.get(own.id, -1.0), own.id))


def overdue(risk: Risk, as_of: date) -> bool:
    """Say whether a risk is open though its deadline has passed on the day of the plan."""
    return risk.resolved is None and risk.deadline < as_of


def soon(risks: list[Risk], as_of: date, days: int) -> list[Risk]:
    """Give open risks whose deadline falls within so many days after the day of the plan, the nearest first."""
    last = as_of + timedelta(days=days)
    own = [r for r in risks if r.resolved is None and as_of <= r.deadline <= last]
    return sorted(own, key=lambda risk: (risk.deadline, risk.id))


def rehearsals(risks: list[Risk], as_of: date, months: int) -> pd.DataFrame:
    """List the plans that are to be rehearsed: those with steps, not rehearsed for so many months.

    Returns
    -------
    pandas.DataFrame
        ``risk``, ``owner``, ``steps`` (how many), ``last`` rehearsed (None: never), ``due``.
    """
    rows = []
    for risk in risks:
        due = as_of
        if risk.rehearsed is not None:
            due = (pd.Timestamp(risk.rehearsed) + pd.DateOffset(months=months)).date()
        if risk.steps and due <= as_of:
            rows.append((risk.title, risk.owner, len(risk.steps), risk.rehearsed, due))
    return pd.DataFrame(rows, columns=["risk", "owner", "steps", "last", "due"])


def unprepared(risks: list[Risk]) -> list[str]:
    """Name the risks without a contingency plan."""
    return [risk.title for risk in risks if not risk.steps]
