"""The index page: the decision first, all else by what stages left, and nothing that was not compared."""

import dataclasses

import pytest
from bs4 import BeautifulSoup

from mktlab.lab import front, pipeline, report
from mktlab.lab.errors import ReportError
from mktlab.lab.headline import Alert, Headline, Measure, Number

NUMBER = Number(label="Revenue", value="$1", interval="counted")
HEADLINE = Headline(
    question="So?", answer=("Yes.",), numbers=(NUMBER,) * 3, sureness="Quite.", illustrative=()
)
STAGE = """
  {name}:
    desc: {desc}
    cmd: mktlab run {name}
    deps: [notebooks/.clean/{folder}.ipynb]
"""
PLAN = {"as_of": "2017-09-30", "title": "A <shop>", "caution": "Teaching data."}
EARLIER = "2017-06-30"


@pytest.fixture
def stages(project):
    """Two stages, the second of which decides."""
    told = [("collect", "The <orders>", "10_collect"), ("sell", "What to do", "20_sell")]
    text = "".join(STAGE.format(name=n, desc=d, folder=f) for n, d, f in told)
    (project / "dvc.yaml").write_text(f"stages:{text}")
    first, other = pipeline.stages(project).values()
    return [first, dataclasses.replace(other, decides=True)]


def told(*numbers, **changes) -> Headline:
    """Give a headline of these numbers and others that never change: label, value, figure and ends."""
    own = [
        Number(label=label, value=value, interval="told", measure=Measure.of(at, "USD", *ends))
        for label, value, at, *ends in numbers
    ]
    own += [NUMBER.model_copy(update={"label": f"Other {n}"}) for n in range(3 - len(own))]
    return HEADLINE.model_copy(update={"numbers": tuple(own), **changes})


def page(project, stages, *headlines, plan=PLAN, kept=(), then=None) -> BeautifulSoup:
    """Render the index of these headlines, beside those of a kept plan."""
    for stage, headline in zip(stages, headlines, strict=False):
        headline.save(project / "data" / stage.folder / "headline.json")
    for folder, headline in (then or {}).items():
        headline.save(project / "data/plans" / EARLIER / "data" / folder / "headline.json")
    html = front.index(stages[: len(headlines)], project, plan, list(kept))
    assert report.gates(html) == []
    return BeautifulSoup(html, "html.parser")


def section(soup, title):
    """Give the section with this heading; None where there is none."""
    found = [h.parent for h in soup.select("main h2") if h.get_text().startswith(title)]
    return found[0] if found else None


def texts(tags) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in tags]


DECISION = told(
    ("Gain", "$9", 9), line="Target <A>", worth="Nine dollars.", firmness="Firm: it is best.",
    illustrative=("weights", "margin"),
)  # fmt: skip


def test_the_decision_comes_first_with_worth_sureness_and_its_three_numbers_alone(project, stages):
    soup = page(project, stages, told(line="All is well."), DECISION)
    first = soup.select_one("main > section")
    assert texts(first.find_all(["h1", "p"])) == [
        "mktlab Plan of 2017-09-30. A <shop>", "Target <A>", "What it is worth. Nine dollars.",
        "How sure we are. Firm: it is best.",
    ]  # fmt: skip
    assert texts(first.select(".numbers b")) == ["$9", "$1", "$1"]
    assert len(soup.select(".numbers")) == 1
    assert soup.title.get_text() == "Target <A>"
    assert "&lt;A&gt;" in str(soup)


def test_every_report_is_linked_in_the_order_of_the_work_with_its_line(project, stages):
    nav = page(project, stages, told(answer=("Long.", "More.")), DECISION).select_one("nav")
    assert [link["href"] for link in nav.find_all("a")] == ["10_collect.html", "20_sell.html"]
    assert texts(nav.find_all("li")) == ["The <orders> Long.", "What to do Target <A>"]


def test_without_a_stage_that_decides_the_first_answers(project, stages):
    soup = page(project, stages, told(answer=("All is well.",)))
    assert soup.h1.get_text() == "All is well."
    assert "What it is worth" not in soup.get_text()


def test_an_index_of_nothing_is_an_error(project):
    with pytest.raises(ReportError, match="run 'dvc repro'"):
        front.index([], project, PLAN, [])


def test_an_index_too_large_for_its_purpose_is_an_error(project, stages):
    with pytest.raises(ReportError, match=r"more than 0\.3 MB"):
        page(project, stages, told(answer=("x" * front.MAX_BYTES,)))


def test_three_risks_are_shown_with_where_all_of_them_stand(project, stages):
    risks = tuple(f"Risk <{n}>" for n in range(5))
    own = section(page(project, stages, told(watch=risks), DECISION), "Top risks")
    assert texts(own.select("li")) == ["Risk <0>", "Risk <1>", "Risk <2>"]
    assert texts(own.select("p")) == ["All of them: The <orders>."]
    assert own.a["href"] == "10_collect.html"
    assert texts(own.select("h2")) == ["Top risks, before controls"]
    own = section(page(project, stages, told(watch=risks[:3]), DECISION), "Top risks")
    assert texts(own.select("p")) == ["All of them: The <orders>."]
    summed = told(watch=risks, scale="All 5 <together>: $9 a year")
    own = section(page(project, stages, summed, DECISION), "Top risks")
    assert texts(own.select("p")) == ["All 5 <together>: $9 a year; see The <orders>."]
    assert section(page(project, stages, told(), DECISION), "Top risks") is None


def alert(light, title) -> Alert:
    return Alert(light=light, title=title, text="4 days; analyst: look.")


def test_red_warnings_come_before_amber_ones_and_say_so_in_words(project, stages):
    lit = told(alerts=(alert("amber", "Age"), alert("red", "<Drift>")), lights="Of 3 watched 2.")
    own = section(page(project, stages, lit, DECISION), "Warnings")
    assert texts(own.select("p")) == ["Of 3 watched 2."]
    assert texts(own.select("li")) == [
        "● red: <Drift>. 4 days; analyst: look.", "◐ amber: Age. 4 days; analyst: look.",
    ]  # fmt: skip
    assert [tag["class"] for tag in own.select("li")] == [["red"], ["amber"]]


def test_with_no_warning_on_that_is_said_and_many_are_counted(project, stages):
    quiet = section(page(project, stages, told(lights="None of 3."), DECISION), "Warnings")
    assert texts(quiet.find_all(["p", "li"])) == ["None of 3."]
    many = told(alerts=tuple(alert("red", str(n)) for n in range(6)), lights="Of 6.")
    own = section(page(project, stages, many, DECISION), "Warnings")
    assert len(own.select("li")) == front.ALERTS
    assert texts(own.select("p")) == ["Of 6.", "2 more in The <orders>."]
    assert section(page(project, stages, told(), DECISION), "Warnings") is None


def test_what_the_last_review_taught_is_told_once(project, stages):
    soup = page(project, stages, told(taught=("Keep <totals>.", "One thing to do.")), DECISION)
    own = section(soup, "What the last review taught")
    assert texts(own.select("p")) == ["Keep <totals>.", "One thing to do."]
    assert section(page(project, stages, told(), DECISION), "What the last") is None


def test_illustrative_inputs_stand_in_one_line_each_once_with_the_caution(project, stages):
    soup = page(project, stages, told(illustrative=("margin",)), DECISION)
    assert texts(soup.select(".illustrative p")) == [
        "Rests on illustrative inputs: margin; weights.", "Teaching data.",
    ]  # fmt: skip
    soup = page(project, stages, told(), plan=PLAN | {"caution": ""})
    assert texts(soup.select(".illustrative p")) == [
        "No number here rests on an illustrative input."
    ]


def test_without_a_kept_plan_it_says_how_to_keep_one(project, stages):
    own = section(page(project, stages, told(), DECISION), "What changed")
    assert own.h2.get_text() == "What changed"
    assert "No plan has been kept yet" in own.get_text()
    assert own.code.get_text() == "mktlab keep"


def test_a_plan_of_a_later_day_is_nothing_to_compare_with(project, stages):
    own = section(page(project, stages, told(), DECISION, kept=["2017-12-31"]), "What changed")
    assert texts(own.select("p")) == [
        "No plan has been kept for 2017-09-30 or a day before it, so there is nothing to compare with.",
        "Plans kept for review: 2017-12-31.",
    ]


def test_a_plan_without_headlines_is_not_said_to_tell_the_same(project, stages):
    own = section(page(project, stages, told(), DECISION, kept=[EARLIER]), "What changed")
    assert "nothing can be compared" in own.get_text()
    assert "Nothing:" not in own.get_text()


def test_changes_are_told_in_words_the_decision_first(project, stages):
    then = {
        "10_collect": told(("Orders", "2", 2)),
        "20_sell": told(("Gain", "$5", 5, 4, 6), line="Wait"),
    }
    now = DECISION.model_copy(update={"numbers": told(("Gain", "$9", 9, 8, 10)).numbers})
    soup = page(project, stages, told(("Orders", "3", 3)), now, kept=[EARLIER], then=then)
    own = section(soup, "What changed")
    assert own.h2.get_text() == f"What changed since the plan kept for {EARLIER}"
    assert texts(own.find_all(["p", "li"])) == [
        "The decision changed. It was “Wait” and is “Target <A>”.",
        "Gain rose from $5 to $9; the intervals do not overlap: more than chance explains.",
        "Orders rose from 2 to 3.",
        "Illustrative now: margin, weights.",
        f"Plans kept for review: {EARLIER}.",
    ]


def test_where_nothing_changed_that_is_said_with_how_much_was_compared(project, stages):
    both = (told(), DECISION)
    then = dict(zip(("10_collect", "20_sell"), both, strict=True))
    own = section(page(project, stages, *both, kept=[EARLIER], then=then), "What changed")
    assert "the decision and all 6 numbers of the reports read the same" in own.get_text()


def test_a_report_that_the_kept_plan_lacks_is_not_compared(project, stages):
    then = {"10_collect": told(("Orders", "2", 2))}
    soup = page(project, stages, told(("Orders", "2", 2)), DECISION, kept=[EARLIER], then=then)
    own = section(soup, "What changed")
    assert texts(own.select("p"))[0] == "None of the 3 numbers compared changed."
    assert "decision" not in own.get_text()


def test_more_changes_than_a_screen_holds_are_folded(project, stages):
    now, then = (
        told(*[(f"N{n}", f"${v}", v) for n in range(3)], line="Same") for v in (9, 5)
    )  # fmt: skip
    kept = {"10_collect": then, "20_sell": then}
    own = section(page(project, stages, now, now, kept=[EARLIER], then=kept), "What changed")
    assert len(own.select("li")) == 6
    assert len(own.select("details li")) == 6 - front.CHANGES
    assert own.summary.get_text() == "1 more change, which weighs less"


def test_the_latest_plan_that_is_not_later_is_compared_with(project, stages):
    kept = ["2017-03-31", EARLIER, "2017-12-31"]
    soup = page(project, stages, told(), DECISION, kept=kept, then={"20_sell": DECISION})
    assert EARLIER in section(soup, "What changed").h2.get_text()


def test_a_kept_headline_that_cannot_be_read_is_told_with_its_plan(project, stages):
    path = project / "data/plans" / EARLIER / "data/10_collect/headline.json"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    with pytest.raises(ReportError, match=EARLIER):
        page(project, stages, told(), DECISION, kept=[EARLIER])
