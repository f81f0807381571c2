"""What the next programme takes from this one's course and from what was not accepted."""

from collections.abc import Sequence

import pandas as pd

from mktlab.figures import money, share
from mktlab.review.closing.lessons import Lesson
from mktlab.review.programme.acceptance import FAILED, OPEN, PASSED, Judged
from mktlab.review.programme.findings import Course, accepted, answer, ending
from mktlab.review.programme.plan import Plan
from mktlab.review.programme.standing import DONE
from mktlab.review.programme.written import example

SURE = 0.8  # chance of the planned end from which nothing needs doing
TIGHT = 0.95  # cost index below which money needs a decision
SLOW = 1.1  # days taken for each planned, from which tasks are planned too short
SOON = 2  # weeks


def lessons(plan: Plan, course: Course | None, judged: Sequence[Judged]) -> list[Lesson]:
    """Draw lessons from a programme.

    Parameters
    ----------
    plan
        What was read.
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
    found = []
    if course is not None:
        found = [_time(course), *_cost(course), *_length(course)]
    elif plan.left_out:
        found = []
    return [*found, *_accepted(judged)]


def _time(course: Course) -> Lesson:
    about = f"Programme{course.example}: its end"
    standing, ahead = course.standing, course.forecast
    why = f"{ending(course)}."
    if standing.is_done or ahead.on_time >= SURE:
        return Lesson(about, "keep", why)
    left = standing.tasks[standing.tasks["state"] != DONE]
    # Where every day lost is lost to the end, the longest of what is left has most to give.
    critical = ahead.tasks.loc[left.index, "critical"]
    rest = left["days"] * (1 - left["share_done"])
    first = pd.DataFrame({"critical": critical.round(2), "rest": rest}).sort_values(
        ["critical", "rest"], ascending=False, kind="stable"
    )
    wbs = first.index[0]
    return Lesson(
        about, "change", why,
        f"Shorten {wbs} {left.loc[wbs, 'name']}, do it in part at once, or agree a later end",
        f"Chance of the agreed end, now {share(ahead.on_time)} for {ahead.planned}, is {share(SURE)} or more",
        left.loc[wbs, "owner"], SOON,
    )  # fmt: skip


def _cost(course: Course) -> list[Lesson]:
    own = course.value.earned
    if pd.isna(own.cost_index):
        return []
    about, why = f"Programme{course.example}: its cost", f"{answer(course)}."
    if own.cost_index >= TIGHT:
        return [Lesson(about, "keep", why)]
    tasks = course.standing.tasks
    worst = (tasks["spent"] - tasks["earned"]).astype("float64").idxmax()
    currency = course.currency or ""
    more = own.at_completion()["as so far"] - own.budget
    act = f"Begin with {worst} {tasks.loc[worst, 'name']}, which went over most: see why, and plan the next by it"
    if not course.standing.is_done:
        act = f"Agree {money(more, currency)} more or drop work; look first at {worst} {tasks.loc[worst, 'name']}, which went over most"
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
    done = standing.tasks[(standing.tasks["state"] == DONE) & ~standing.tasks["is_milestone"]]
    took = pd.Series(
        {wbs: standing.line.between(row["actual_start"], row["actual_end"]) - row["days"] for wbs, row in done.iterrows()}
    )  # fmt: skip
    worst = took.idxmax()
    return [
        Lesson(
            about, "change", why,
            f"Ask for three points of each task, and plan {done.loc[worst, 'name']} with {took[worst]} working days more",
            f"Days taken for each planned are below {SLOW:g}", done.loc[worst, "owner"],
        )
    ]  # fmt: skip


def _accepted(judged: Sequence[Judged]) -> list[Lesson]:
    if judged and all(own.result == PASSED for own in judged):
        mark = example(any(own.criterion.illustrative for own in judged))
        return [Lesson(f"Acceptance{mark}", "keep", accepted(judged))]
    return [
        _criterion(own) for own in judged if own.result in (FAILED, OPEN)
    ]  # fmt: skip


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
