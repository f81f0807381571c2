"""Sentences on a programme's course."""

from collections.abc import Sequence

import pandas as pd

from mktlab.figures import count, listed, money, share
from mktlab.review.programme.course import Course
from mktlab.review.programme.plan import Plan
from mktlab.review.programme.standing import BEGUN, DONE, WAITING, Standing
from mktlab.review.programme.value import Value
from mktlab.review.programme.written import number, place

EVEN = 0.005  # of an index from 1, within which it reads as 1.00
LIKELY = 0.1  # chance of deciding the end, from which a task is named
NEVER = 1e-9
SHOWN = 3  # tasks named in a sentence


def chance(drawn: float) -> str:
    """Write a chance that was drawn: never as none or certainty, which draws cannot show."""
    return share(min(max(drawn, NEVER), 1 - NEVER))


def nothing(plan: Plan) -> str:
    """Say why there is no programme to review; empty where there is one."""
    if plan.tasks:
        return ""
    if plan.left_out:
        return f"{plan.left_out}, which is not that of the orders, so no programme is reviewed."
    return "No programme is planned in plan_tasks.csv, so whether it is on time and within budget cannot be told."


def named(standing: Standing, places: Sequence[str]) -> str:
    """Name tasks."""
    return listed([f"{wbs} {standing.tasks.loc[wbs, 'name']}" for wbs in sorted(places, key=place)])


def answer(course: Course) -> str:
    """Say whether the programme is on time and within budget: the S-curve's title.

    What is done is told by planned cost.
    """
    own, found = course.value.earned, course.value
    standing = course.standing
    if not standing.money:
        told = standing.tasks["state"].value_counts()
        return (
            f"{count(told.get(DONE, 0))} of {count(len(standing.tasks))} tasks{course.example} are done by "
            f"{standing.day}; no costs are planned, so value earned cannot be told"
        )
    if own.earned == own.actual == 0:
        should = share(own.planned / own.budget) if own.planned else "nothing"
        return (
            f"Nothing of the programme{course.example} has been done by {standing.day}, where {should} should have "
            "been"
        )
    done = share(own.earned / own.budget)
    if standing.is_done:
        said = f"The programme{course.example} is done"
    elif own.planned == 0:
        said = (
            f"{done} of the programme{course.example} is done by {standing.day}, before any of it "
            "was due"
        )
    else:
        said = (
            f"{done} of the programme{course.example} is done by {standing.day}, where "
            f"{share(own.planned / own.budget)} should have been"
        )
        said += f": {_weeks(found)}"
    return f"{said}; {cost(course)}"


def _weeks(found: Value) -> str:
    apart = found.passed - found.worth
    if abs(apart) < 0.05:
        return "on schedule"
    return f"{abs(apart):.1f} weeks {'behind' if apart > 0 else 'ahead'}"


def made_up(plan: Plan) -> str:
    """Say that an example's contacts are not those of the data; empty for a plan of one's own."""
    if not plan.illustrative:
        return ""
    return "The plan of this chapter is an example: its contacts, lists and tests are made up, and are not those of the data."


def cost(course: Course) -> str:
    """Say whether what is done has cost more or less than planned, as the end of a sentence."""
    own = course.value.earned
    apart = own.cost_variance
    if own.actual == 0:
        return "no cost has been reported"
    if abs(own.cost_index - 1) < EVEN:
        return f"it cost what was planned for it ({money(own.actual, course.currency or '')})"
    return (
        f"it cost {money(abs(apart), course.currency or '')} "
        f"{'more' if apart < 0 else 'less'} than was planned for what is done"
    )


def indices(course: Course) -> str:
    """Tell the indices, and the range of whole costs."""
    found = course.value
    own = found.earned
    if not course.standing.money or own.earned == own.actual == 0:
        return ""
    said = [
        f"For each unit spent {number(own.cost_index)} was earned (CPI), and for each week passed "
        f"{number(found.time_index)} weeks of the plan (SPI(t))."
        if not pd.isna(own.cost_index) and not pd.isna(found.time_index)
        else ""
    ]
    ends = sorted(end for end in own.at_completion().values() if not pd.isna(end))
    if not course.standing.is_done:
        low, high = (money(end, course.currency or "") for end in (ends[0], ends[-1]))
        whole = low if low == high else f"between {low} and {high}"
        budget = money(own.budget, course.currency or "")
        said.append(
            f"In the end it will cost {whole} by the usual estimates, against a budget of {budget}."
        )
    return " ".join(filter(None, said))


def ending(course: Course) -> str:
    """Say when the programme ends, and how sure that is: the title of the Gantt chart."""
    ahead, standing = course.forecast, course.standing
    if standing.is_done:
        off = standing.line.ends(ahead.middle) - standing.line.ends(ahead.planned)
        if off == 0:
            return f"The programme{course.example} ended on its planned day, {ahead.planned}"
        return (
            f"The programme{course.example} ended on {ahead.middle}, {_days(off)} "
            f"{'after' if off > 0 else 'before'} its planned day"
        )
    if ahead.low == ahead.high:
        return (
            f"The programme{course.example} will end on {ahead.middle} if what is left takes as planned; planned was "
            f"{ahead.planned}"
        )
    return (
        f"The programme{course.example} will end between {ahead.low} and {ahead.high} (80 % range); the "
        f"chance of the planned {ahead.planned} is {chance(ahead.on_time)}"
    )


def _days(off: int) -> str:
    return f"{count(abs(off))} working {'day' if abs(off) == 1 else 'days'}"


def limits(course: Course) -> str:
    """Say what the expected end does not know."""
    standing, ahead = course.standing, course.forecast
    if standing.is_done:
        return ""
    said = []
    if ahead.fixed:
        many = len(ahead.fixed)
        said.append(
            f"{count(many)} {'task' if many == 1 else 'tasks'} left without three points "
            f"{'is' if many == 1 else 'are'} taken to last as planned."
        )
    pace = standing.pace
    if pace is not None and abs(pace - 1) >= 0.05:
        said.append(
            f"Tasks done took {pace:.2f} times the days planned; the expected end does not stretch what is left by "
            "that."
        )
    by_pace = course.value.pace_end
    if by_pace is not None and not course.standing.is_done:
        said.append(f"By earned schedule alone, at the pace so far, it would end about {by_pace}.")
    return " ".join(said)


def path(course: Course) -> str:
    """Name the critical path: what is left of it, or all."""
    standing = course.standing
    states = standing.tasks.loc[standing.path, "state"]
    left = [wbs for wbs in standing.path if states[wbs] != DONE]
    slack = standing.tasks.loc[~standing.tasks["is_critical"], "slack"]
    spare = ""
    if len(slack):
        least, most = slack.min(), slack.max()
        days = _days(least) if least == most else f"{count(least)} to {_days(most)}"
        spare = f"; other tasks may lose {days} by plan"
    if not left:
        return f"By plan no day could be lost on {named(standing, standing.path)}{spare}."
    verb = "is" if len(left) == 1 else "are"
    return f"Of the critical path {named(standing, left)} {verb} left{spare}."


def driving(course: Course) -> str:
    """Name what now decides the end, as drawn: it need not be what was critical by plan."""
    standing = course.standing
    likely = course.forecast.tasks["critical"].dropna().astype("float64")
    own = likely[
        (likely >= LIKELY) & ~standing.tasks.loc[likely.index, "is_milestone"].astype(bool)
    ]
    if own.empty:
        return ""
    first = own.sort_values(ascending=False, kind="stable").head(SHOWN)
    names = [
        f"{wbs} {standing.tasks.loc[wbs, 'name']} ({chance(part)})" for wbs, part in first.items()
    ]
    return f"A day lost now is most likely a day of the end on {listed(names)}."


def slipped(course: Course) -> str:
    """Say which milestones came late, and which are expected to."""
    standing, ahead = course.standing, course.forecast.tasks
    own = standing.tasks[standing.tasks["is_milestone"]]
    if own.empty:
        return "The plan has no milestones."
    late = [wbs for wbs, row in own.iterrows() if row["state"] == DONE and row["late"] > 0]
    missed = [
        wbs
        for wbs, row in own.iterrows()
        if row["state"] != DONE and row["planned_end"] <= standing.day
    ]
    to_come = [
        wbs for wbs, row in own.iterrows()
        if row["state"] != DONE and wbs not in missed and ahead.loc[wbs, "middle"] > row["planned_end"]
    ]  # fmt: skip
    said = []
    if late:
        days = [f"{wbs} {own.loc[wbs, 'name']} by {_days(own.loc[wbs, 'late'])}" for wbs in late]
        said.append(f"Milestones reached late: {listed(days)}.")
    if missed:
        said.append(f"Due and not reached: {named(standing, missed)}.")
    if to_come:
        said.append(f"Expected late: {named(standing, to_come)}.")
    many = len(own)
    return (
        " ".join(said)
        or ("The milestone is" if many == 1 else f"All {count(many)} milestones are")
        + " on time so far."
    )


def reported(course: Course) -> str:
    """Say which progress was left out, which is old, and which is missing."""
    standing = course.standing
    said = []
    if standing.unseen:
        many = len(standing.unseen)
        said.append(
            f"Progress of {count(many)} {'task' if many == 1 else 'tasks'} was reported after {standing.day} and is "
            "not shown."
        )
    own = standing.tasks
    open_ = own[own["state"] == BEGUN]
    if len(open_) and (oldest := min(open_["reported"])) < standing.day:
        said.append(f"Of tasks in progress, the oldest report is of {oldest}.")
    silent = own[
        (own["state"] == WAITING) & own["reported"].isna() & (own["planned_start"] <= standing.day)
    ]
    silent = silent.drop(index=standing.unseen, errors="ignore")
    if len(silent):
        said.append(
            f"Nothing has been reported of {count(len(silent))} that should have begun: "
            f"{named(standing, list(silent.index)[:SHOWN])}{' and others' if len(silent) > SHOWN else ''}."
        )
    return " ".join(said)


def gantt_texts(course: Course) -> dict[str, str]:
    """Give title, subtitle and alt text of the Gantt chart."""
    title = ending(course)
    return {
        "title": title,
        "subtitle": f"Planned above, as it came below; working days, as reported by {course.standing.day}{course.example}",
        "alt": f"Bars of tasks along the calendar. {title}.",
    }


def s_curve_texts(course: Course) -> dict[str, str]:
    """Give the texts of the S-curve."""
    title = answer(course)
    return {
        "title": title,
        "subtitle": f"Added up by week, {course.currency}; done is told by planned cost, spread evenly over each task's working days"
        f"{course.example}",
        "alt": f"Rising curves of planned value, earned value and actual cost. {title}.",
    }
