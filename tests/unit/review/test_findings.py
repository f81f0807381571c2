"""The answer of the review: computed, readable whatever has come, and no claim without its grounds."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import (
    DAY,
    DUE,
    LAST,
    NOT_DUE,
    PLAN,
    STUDIED,
    campaign,
    lapsed,
    lesson,
    scored,
    seen,
    summed,
)

from mktlab.lab.headline import Headline
from mktlab.review import findings
from mktlab.review.campaigns import findings as campaigns
from mktlab.review.closing import findings as closing
from mktlab.review.due import Due, choose
from mktlab.review.forecasts.scoring import Scored

NB = "\u00a0"
WHOLE = scored()
EMPTY = STUDIED.iloc[:0]


def headline(plan: dict = PLAN, **changes) -> Headline:
    return findings.headline(seen(**{"scored": WHOLE} | changes), plan)


def told(own: Headline) -> str:
    """Everything a reader reads."""
    numbers = [text for each in own.numbers for text in (each.label, each.value, each.interval)]
    return " ".join([*own.answer, *numbers, own.sureness, *own.taught])


def readable(text: str) -> bool:
    odd = ("nan", "None", "inf ", "  ", "..", " ,", " .", "1 weeks", "1 things", "1 days")
    return not any(part in text for part in odd)


def test_the_answer_tells_what_came_what_campaigns_did_and_what_is_next():
    own = headline()
    assert own.question == findings.QUESTION
    came, sent, closed = own.answer
    assert came.startswith(
        "We cannot say that the plan worked: no test that left customers alone at random could be "
        "read. In the 12 weeks after"
    )
    assert "400 purchase days came; 410 had been" in came
    assert sent.startswith(campaigns.judged(seen(scored=WHOLE).campaigns))
    told_of = seen(scored=WHOLE).lessons
    assert closed == f"{closing.first(told_of, LAST)} {closing.counted(told_of)}"
    assert headline(randomised=True).answer[0].startswith("In the 12 weeks after the plan")
    assert readable(told(own))


def test_numbers_are_those_of_spend_of_campaigns_and_of_fakes():
    total, claims, fakes = headline().numbers
    assert (total.label, total.value) == ("Spend in the 12 weeks after the plan", "€8,000")
    assert total.interval == "€360 above the forecast of €7,640; counted, so without an interval"
    assert claims.value == "1 of 3"
    assert claims.interval.startswith("in 1 no difference could be shown, 1 cannot be told")
    assert fakes.value == f"2.0{NB}%"
    assert fakes.interval == (
        f"95 % interval 0.5{NB}%–5.0{NB}%; a true rise of 5 % is found in 10{NB}%, of 15 % in 70{NB}%"
    )


def test_without_amounts_purchase_days_are_told_of():
    own = headline(scored=replace(WHOLE, weeks=1, summed=summed(money=False)))
    assert own.numbers[0].label == "Purchase days in 1 week, expected"
    assert (own.numbers[0].value, own.numbers[0].interval.split(";")[0]) == ("410", "400 came")
    assert "€" not in own.answer[0]
    assert "In the week after the plan" in own.answer[0]


def test_no_plan_is_due():
    due = choose(DAY, DAY, [], 4)
    own = headline(due=due, scored=Scored(), lessons=[])
    assert own.answer[0] == (
        "No plan can be reviewed yet: 0 days have come since the plan of 2020-02-01, and 4 weeks are needed; no earlier plan was "
        "kept ('mktlab keep' does that)."
    )
    assert own.numbers[0].value == "–"
    assert own.taught == ()
    assert "As one number" not in own.sureness
    assert readable(told(own))


@pytest.mark.parametrize(
    ("due", "weeks", "said"),
    [
        (DUE, 52, "Since the plan of 2020-02-01 13 weeks have come; its forecast of customers is for 52 weeks, and is scored then."),
        (
            Due(DAY, date(2020, 2, 9), kept=True, why=""), 12,
            "Since the kept plan of 2020-02-01 1 week has come; its forecast of customers is for 12 weeks, and is scored then.",
        ),
        (DUE, 0, "Since the plan of 2020-02-01 13 weeks have come; its forecast of customers is empty, so there is nothing to score."),
    ],
)  # fmt: skip
def test_a_forecast_whose_weeks_are_not_over_waits(due, weeks, said):
    waits = Scored(weeks, risks=WHOLE.risks, warned=WHOLE.warned)
    assert findings.waiting(due, waits) == said
    own = headline(due=due, scored=waits)
    assert own.answer[0] == said
    assert own.numbers[0].interval == "no forecast whose weeks have come"


def test_without_campaigns_nothing_is_said_of_contacts():
    own = headline(campaigns=[], curve=EMPTY)
    assert own.answer[1] == campaigns.NONE
    assert [each.value for each in own.numbers[1:]] == ["–", "–"]
    assert "Customers were chosen for campaigns" not in own.sureness
    assert readable(told(own))


def test_campaigns_of_which_nothing_may_be_said_are_not_claimed():
    own = headline(campaigns=[campaign(str(n), "cannot tell") for n in range(3)])
    assert own.numbers[1].value == "0 of 3"
    assert "caused" not in told(own)


def test_doubts_name_naive_forecasts_choice_season_and_the_data():
    own = headline(plan=PLAN | {"caution": "Teaching data."})
    parts = [
        "As a whole distribution the forecast",
        "Customers were chosen for campaigns",
        "differs by season",
    ]
    places = [own.sureness.index(part) for part in [*parts, "Teaching data."]]
    assert places == sorted(places)
    assert own.sureness.endswith("Teaching data.")
    assert headline(plan=PLAN | {"caution": "Teaching data"}).sureness == own.sureness


def test_further_sentences_stand_with_campaigns():
    own = headline(said=("Two targets were reached.", "More."))
    assert own.answer[1].endswith(" Two targets were reached. More.")


def test_what_it_taught_is_for_the_index():
    lessons = [lesson("Totals", "keep"), lesson("Letters", "stop", 1)]
    taught = headline(lessons=lessons, uplift="Past campaigns come to nothing.").taught
    assert taught == (
        f"Purchases of 12 weeks were forecast 2.5{NB}% too high, spend 4.5{NB}% too low. Past campaigns come to nothing.",
        closing.first(lessons, LAST),
    )
    high = headline(lessons=lessons, scored=replace(WHOLE, lapses=lapsed(high=9.0))).taught[0]
    assert high.endswith(", value at risk too high (9 stayed away where 15 were likely to).")
    unscored = headline(lessons=lessons, scored=replace(WHOLE, summed=None)).taught
    assert unscored[0] == closing.counted(lessons)
    assert headline(lessons=[]).taught == ()


def test_the_line_of_the_review_claims_no_more_than_its_answer():
    assert headline().line == findings.UNSURE
    assert headline(randomised=True).line.startswith("Purchases of 12 weeks were forecast 2.5")
    waits = headline(scored=Scored())
    assert waits.line == waits.answer[0]
    none = headline(scored=replace(WHOLE, summed=summed(bought=0.0, paid=0.0)), randomised=True)
    assert none.line.startswith("No purchase came, and 410 had been expected;")


def test_examples_behind_the_answer_are_named():
    found = findings.examples(("targets", True), ("margin", False), ("risk register", True))
    assert found == ("targets", "risk register")
    assert headline(examples=found).illustrative == found
    assert findings.examples() == ()


@given(
    due=st.sampled_from([DUE, NOT_DUE, Due(DAY, LAST, kept=True, why="")]),
    own=st.sampled_from([WHOLE, Scored(), Scored(52), replace(WHOLE, summed=summed(money=False)), replace(WHOLE, summed=summed(bought=0.0, paid=0.0))]),
    claims=st.lists(st.sampled_from(["consistent", "no difference shown", "cannot tell"]), max_size=4),
    study=st.sampled_from([STUDIED, EMPTY]),
    lessons=st.lists(st.sampled_from(["keep", "change", "stop", "cannot tell"]), max_size=4),
)  # fmt: skip
@settings(max_examples=40)
def test_whatever_has_come_it_can_be_read(due, own, claims, study, lessons):
    found = headline(
        due=due, scored=own, campaigns=[campaign(str(n), claim) for n, claim in enumerate(claims)],
        curve=study, lessons=[lesson(f"Thing {n}", word, 1) for n, word in enumerate(lessons)],
    )  # fmt: skip
    assert readable(told(found))
    assert Headline.model_validate_json(found.model_dump_json()) == found
