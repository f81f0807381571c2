"""What the next programme takes from this one's course and from what was not accepted."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mktlab.figures import days, money, share
from mktlab.review.closing.lessons import Lesson
from mktlab.review.programme.acceptance import FAILED, OPEN, PASSED, Judged, accepted
from mktlab.review.programme.course import Course
from mktlab.review.programme.findings import chance, cost, ending
from mktlab.review.programme.plan import example
from mktlab.review.programme.standing import DONE

SURE = 0.8  # chance of the planned end from which nothing needs doing
TIGHT = 0.95  # cost index below which money needs a decision
SLOW = 1.1  # days taken for each planned, from which tasks are planned too short
SOON = 2  # weeks


def lessons(course: Course | None, judged: Sequence[Judged]) -> list[Lesson]:
    """Draw lessons from a programme.

    Parameters
    ----------
    course
        Its course; None where there is no plan.
    judged
        Criteria of acceptance with their results.

    Returns
    -------
    list
        On time, cost, estimates of length, and each criterion that is not met; owners are those of the task on
        which most depends, or of the criterion.
    """
    own = [] if course is None else [_time(course), *_cost(course), *_length(course)]
    of_plan = bool(course and course.example)
    of_criteria = any(each.criterion.illustrative for each in judged)
    return [
        *(replace(each, example=of_plan) for each in own),
        *(replace(each, example=of_criteria) for each in _accepted(judged)),
    ]


def _time(course: Course) -> Lesson:
    about = f"Programme{course.example}: its end"
    standing, ahead = course.standing, course.forecast
    why = f"{ending(course)}."
    if standing.is_done or ahead.on_time >= SURE:
        return Lesson(about, "keep", why)
    left = standing.tasks[standing.tasks["state"] != DONE]
    # Most is to be won where many days are left that are probably days of the whole.
    rest = (left["days"] * (1 - left["share_done"])).astype("float64")
    wbs = (rest * ahead.tasks.loc[left.index, "critical"].astype("float64")).idxmax()
    what = f"{wbs} {left.loc[wbs, 'name']}"
    act = f"Shorten {what}, do it in part at once, or agree a later end"
    if left.loc[wbs, "is_milestone"]:
        act = f"Reach {what} at once, or agree a later end"
    check = f"Chance of the agreed end, now {chance(ahead.on_time)} for {ahead.planned}, is {share(SURE)} or more"
    return Lesson(about, "change", why, act, check, left.loc[wbs, "owner"], SOON)


def _cost(course: Course) -> list[Lesson]:
    own = course.value.earned
    if pd.isna(own.cost_index):
        return []
    said = cost(course)
    about = f"Programme{course.example}: its cost"
    why = f"{said[0].upper()}{said[1:]} (CPI {own.cost_index:.2f})."
    if own.cost_index >= TIGHT:
        return [Lesson(about, "keep", why)]
    tasks = course.standing.tasks
    over = (tasks["spent"] - tasks["earned"]).astype("float64")
    # Advice is on what can still be changed, where anything can.
    still = over[tasks["state"] != DONE]
    worst = (still if len(still) and still.max() > 0 else over).idxmax()
    most = f"{worst} {tasks.loc[worst, 'name']}, which went over most"
    more = own.at_completion()["as so far"] - own.budget
    act = f"Look why at {most}, and plan the next by it"
    if not course.standing.is_done and not pd.isna(more):
        act = f"Agree {money(more, course.currency or '')} more or drop work; look first at {most}"
    check = f"Cost index, now {own.cost_index:.2f}, is {TIGHT:.2f} or more"
    return [Lesson(about, "change", why, act, check, tasks.loc[worst, "owner"], SOON)]


def _length(course: Course) -> list[Lesson]:
    standing = course.standing
    pace = standing.pace
    if pace is None:
        return []
    about = f"Programme{course.example}: estimates of length"
    why = f"Tasks done took {pace:.2f} times the working days planned."
    if pace < SLOW:
        return [Lesson(about, "keep", why)]
    tasks = standing.tasks
    more = {
        wbs: standing.line.between(row["actual_start"], row["actual_end"]) - row["days"]
        for wbs, row in tasks[(tasks["state"] == DONE) & ~tasks["is_milestone"]].iterrows()
    }
    worst = max(more, key=more.get)
    name = tasks.loc[worst, "name"]
    act = (
        f"Ask for three points of each task, and plan {name} with {days(more[worst])} of work more"
    )
    check = f"Days taken for each planned are below {SLOW:g}"
    return [Lesson(about, "change", why, act, check, tasks.loc[worst, "owner"])]


def _accepted(judged: Sequence[Judged]) -> list[Lesson]:
    if judged and all(own.result == PASSED for own in judged):
        mark = example(any(own.criterion.illustrative for own in judged))
        return [Lesson(f"Acceptance{mark}", "keep", accepted(judged))]
    return [_criterion(own) for own in judged if own.result in (FAILED, OPEN)]


def _criterion(own: Judged) -> Lesson:
    asked = own.criterion
    about = f"Acceptance {asked.id}{example(asked.illustrative)}"
    failed = own.result == FAILED
    why = f"{asked.criterion}: {own.result}; {own.seen}."
    act = f"Mend what fails, and check again: {asked.how}" if failed else f"Check it: {asked.how}"
    return Lesson(
        about,
        "change" if failed else "cannot tell",
        why,
        act,
        f"{asked.id} is {PASSED}",
        asked.owner,
    )
