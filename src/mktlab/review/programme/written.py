"""Tables of a programme, as a reader reads them; and frames for charts."""

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from mktlab.figures import money, share
from mktlab.review.programme.acceptance import Judged
from mktlab.review.programme.forecast import Forecast
from mktlab.review.programme.plan import example
from mktlab.review.programme.standing import DONE, Standing
from mktlab.review.programme.value import Value

NONE = "–"


def shown(day) -> str:
    """Write a day, or a dash where there is none."""
    return NONE if pd.isna(day) else str(day)


def number(value: float, digits: int = 2) -> str:
    """Write an index, or a dash where it cannot be told."""
    return NONE if pd.isna(value) else f"{value:.{digits}f}"


def lost(days: int) -> str:
    """Write working days lost (+) or won (−)."""
    return "0" if days == 0 else f"{'+' if days > 0 else '−'}{abs(days)}"


def place(wbs: str) -> tuple[int, ...]:
    """Give what work breakdowns are sorted by: 1.10 comes after 1.9."""
    return tuple(int(part) for part in wbs.split("."))


def gantt(standing: Standing, forecast: Forecast) -> pd.DataFrame:
    """Lay out tasks as they are drawn, each group above its own; see :func:`mktlab.figures.gantt`."""
    groups, rows = standing.plan.groups, []
    for wbs in sorted([*groups, *standing.tasks.index], key=place):
        if wbs in groups:
            row = {
                "label": f"{wbs} {groups[wbs]}",
                "is_group": True,
                "is_milestone": False,
                "is_critical": False,
            }
        else:
            own = standing.tasks.loc[wbs]
            ahead = forecast.tasks.loc[wbs]
            expected = None if own["state"] == DONE else ahead["middle"]
            row = {
                "label": f"{wbs} {own['name']}",
                "is_group": False,
                "expected_start": ahead["start"],
                "expected_end": expected,
            }
            row |= {
                name: own[name]
                for name in (
                    "is_milestone",
                    "is_critical",
                    "planned_start",
                    "planned_end",
                    "actual_start",
                    "actual_end",
                )
            }
        rows.append(row)
    return pd.DataFrame(rows)  # fmt: skip


def tasks(standing: Standing, forecast: Forecast) -> pd.DataFrame:
    """Write each task: planned, as it came, what it may lose and has lost."""
    rows = []
    for wbs, own in sorted(standing.tasks.iterrows(), key=lambda pair: place(pair[0])):
        left = own["state"] != DONE
        rows.append(
            {
                "Task": f"{wbs} {own['name']}",
                "Owner": own["owner"],
                "Planned": _span(own["planned_start"], own["planned_end"], own["is_milestone"]),
                "As it came": _came(own),
                "Done": share(own["share_done"]),
                "Expected end": shown(forecast.tasks.loc[wbs, "middle"]) if left else NONE,
                "Slack": "0, critical" if own["is_critical"] else str(own["slack"]),
                "Days lost so far": lost(own["late"]),
            }
        )
    return pd.DataFrame(rows)


def _span(start, end, is_milestone: bool) -> str:
    return shown(end) if is_milestone else f"{shown(start)} – {shown(end)}"


def _came(own: pd.Series) -> str:
    if pd.isna(own["actual_start"]):
        return "not reached" if own["is_milestone"] else "not begun"
    if own["is_milestone"]:
        return shown(own["actual_end"])
    return (
        f"{shown(own['actual_start'])} – {'…' if pd.isna(own['actual_end']) else own['actual_end']}"
    )


def milestones(standing: Standing, forecast: Forecast) -> pd.DataFrame:
    """Write milestones: planned, reached, or expected with a range."""
    own = standing.tasks[standing.tasks["is_milestone"]]
    rows = []
    for wbs, row in sorted(own.iterrows(), key=lambda pair: place(pair[0])):
        ahead = forecast.tasks.loc[wbs]
        left = row["state"] != DONE
        rows.append(
            {
                "Milestone": f"{wbs} {row['name']}",
                "Planned": shown(row["planned_end"]),
                "Reached": shown(row["actual_end"]),
                "Expected": shown(ahead["middle"]) if left else NONE,
                "80 % range": f"{ahead['low']} – {ahead['high']}" if left else NONE,
                "Working days lost, as expected": lost(_lost(standing, row, ahead)),
            }
        )
    return pd.DataFrame(rows)


def _lost(standing: Standing, row: pd.Series, ahead: pd.Series) -> int:
    """Count days a milestone is off its plan: as it came, or as it is expected."""
    end = row["actual_end"] if row["state"] == DONE else ahead["middle"]
    return standing.line.ends(end) - standing.line.ends(row["planned_end"])


def value(found: Value, currency: str | None) -> pd.DataFrame:
    """Write earned value: what it is, and how it is read."""
    own, unit = found.earned, currency or ""
    rows = [
        ("Budget at completion", money(own.budget, unit), "planned for all tasks"),
        ("Planned value (PV)", money(own.planned, unit), "what should have been done, at planned cost"),
        ("Earned value (EV)", money(own.earned, unit), "what has been done, at planned cost"),
        ("Actual cost (AC)", money(own.actual, unit), "what was spent on it"),
        ("Schedule variance (EV − PV)", money(own.schedule_variance, unit), "below 0: behind"),
        ("Cost variance (EV − AC)", money(own.cost_variance, unit), "below 0: over budget"),
        ("Cost index (CPI = EV / AC)", number(own.cost_index), "below 1: over budget"),
        ("Schedule index (SPI = EV / PV)", number(own.schedule_index), "below 1: behind; goes to 1 at any end"),
        ("Weeks passed", number(found.passed, 1), "since the planned beginning"),
        ("Earned schedule, weeks", number(found.worth, 1), "when the plan should have earned this"),
        ("Time index (SPI(t))", number(found.time_index), "below 1: behind, to the end"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Figure", "Value", "How to read it"])


def completion(found: Value, currency: str | None) -> pd.DataFrame:
    """Write the three estimates of the whole cost."""
    means = {
        "as planned": "what is left costs what was planned: AC + BAC − EV",
        "as so far": "what is left costs as much more as what was done: BAC / CPI",
        "as so far, on time": "and lost time is bought back: AC + (BAC − EV) / (CPI × SPI)",
    }
    return pd.DataFrame(
        {
            "Estimate at completion": f"{name[0].upper()}{name[1:]}",
            "Whole cost": money(amount, currency or ""),
            "Against budget": money(amount - found.earned.budget, currency or ""),
            "If": means[name],
        }
        for name, amount in found.earned.at_completion().items()
    )


def course(found: Value, currency: str | None) -> pd.DataFrame:
    """Write the S-curve's figures."""
    return pd.DataFrame(
        {
            "To the end of": shown(row.day),
            "Planned value": money(row.planned, currency or ""),
            "Earned value": money(row.earned, currency or ""),
            "Actual cost": money(row.actual, currency or ""),
        }
        for row in found.course.itertuples()
    )


def ahead(found: Value, forecast: Forecast) -> tuple[date, float] | None:
    """Give the expected end and whole cost for the S-curve; None where all is done or nothing was spent."""
    cost = found.earned.at_completion()["as so far"]
    return None if forecast.has_ended or pd.isna(cost) else (forecast.middle, cost)


def acceptance(judged: Sequence[Judged]) -> pd.DataFrame:
    """Write criteria with results and evidence."""
    return pd.DataFrame(
        {
            "Criterion": f"{own.criterion.id} {own.criterion.criterion}",
            "Kind": own.criterion.kind,
            "Checked by": own.criterion.how,
            "Result": f"{own.result}{example(own.criterion.illustrative)}",
            "Evidence": own.seen,
            "Owner": own.criterion.owner,
        }
        for own in judged
    )


def writer(currency: str | None) -> Callable[[float], str]:
    """Give the number format of amounts in a chart."""
    return lambda amount: money(amount, currency or "")
