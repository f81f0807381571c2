import dataclasses

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mktlab.lab import pipeline, report
from mktlab.lab.errors import ReportError
from mktlab.lab.headline import Headline, Number
from mktlab.lab.provenance import Provenance

PROVENANCE = Provenance([("shared.seed", "1")], [("Python", "3.12")], [("a/b", "0" * 64)])
NUMBER = Number(label="Revenue", value="$1", interval="counted")
HEADLINE = Headline(
    question="So?", answer=("Yes.",), numbers=(NUMBER,) * 3, sureness="Quite.", illustrative=()
)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def html(text):
    return new_output("display_data", {"text/html": text, "text/plain": "object"})


def shown(*cells, title="# A title"):
    first = [new_markdown_cell(title)] if title else []
    answer = new_code_cell(
        "headline", outputs=[html(HEADLINE._repr_html_())], metadata={"tags": ["headline"]}
    )
    return report.render(new_notebook(cells=[*first, *cells, answer]), PROVENANCE)


def test_the_answer_comes_first_then_contents_then_the_rest():
    page = BeautifulSoup(shown(new_markdown_cell("## Why\n\ntext")), "html.parser")
    main = page.find("main")
    names = [child.name for child in main.find_all(recursive=False)][:4]
    assert names[0] == "h1"
    assert main.find(class_="headline").find_previous_sibling().name == "h1"
    assert main.find("nav").find_previous_sibling()["class"] == ["headline"]
    assert page.title.get_text() == "A title"
    links = [a["href"] for a in page.select("nav a")]
    assert links == ["#why", "#provenance"]
    assert all(page.find(id=link[1:]) for link in links)


def test_repeated_headings_get_ids_of_their_own():
    page = shown(new_markdown_cell("## Same\n\na"), new_markdown_cell("## Same\n\nb"))
    assert 'id="same"' in page
    assert 'id="same-2"' in page


def test_code_is_folded_and_prompts_and_warnings_are_left_out():
    cell = new_code_cell(
        "x = 1",
        execution_count=3,
        outputs=[
            new_output("stream", name="stderr", text="a warning"),
            new_output("stream", name="stdout", text="printed"),
        ],
    )
    page = shown(cell)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select_one("details.code").summary.get_text() == "Code of: A title"
    assert "printed" in page
    assert "a warning" not in page
    assert "[3]" not in page
    assert "jp-" not in page


def test_neighbouring_code_without_output_is_folded_into_one_place():
    page = BeautifulSoup(shown(new_code_cell("a = 1"), new_code_cell("b = 2")), "html.parser")
    first = page.select_one("details.code")
    assert "a" in first.get_text()
    assert "b" in first.get_text()
    assert len(page.select("details.code")) == 1


def test_tags_remove_cells_and_inputs():
    page = shown(
        new_code_cell("secret_cell", metadata={"tags": ["remove-cell"]}),
        new_code_cell("secret_input", outputs=[html("<p>kept</p>")], metadata={"tags": ["remove-input"]}),
        new_code_cell("params = {'a': 1}", metadata={"tags": ["injected-parameters"]}),
    )  # fmt: skip
    assert "secret" not in page
    assert "kept" in page
    assert "params = " not in page


def test_a_picture_of_the_analysts_own_may_carry_its_alt_text():
    picture = new_output(
        "display_data",
        {"image/png": PIXEL, "text/plain": "<Figure>"},
        metadata={"image/png": {"alt": "Sales rose"}},
    )
    assert 'alt="Sales rose"' in shown(new_code_cell("plot()", outputs=[picture]))
    bare = new_output("display_data", {"image/png": PIXEL, "text/plain": "<Figure>"})
    with pytest.raises(ReportError, match="an image has no alternative text; show figures with"):
        shown(new_code_cell("plot()", outputs=[bare]))


def test_the_title_and_the_headline_are_demanded():
    with pytest.raises(ReportError, match="has no title"):
        shown(title=None)
    with pytest.raises(ReportError, match="0 cells tagged 'headline'"):
        report.render(new_notebook(cells=[new_markdown_cell("# T")]), PROVENANCE)
    plain = new_code_cell("1", outputs=[html("<p>1</p>")], metadata={"tags": ["headline"]})
    with pytest.raises(ReportError, match="should end with its Headline"):
        report.render(new_notebook(cells=[new_markdown_cell("# T"), plain]), PROVENANCE)


def test_the_same_notebook_gives_the_same_page():
    cell = new_code_cell("x", outputs=[html("<p>1</p>")])
    assert shown(cell).split("<main")[0] == shown(cell).split("<main")[0]


GOOD = "<html><body><h1>T</h1>{}</body></html>"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<script>1</script>", "it holds a script"),
        ('<img src="https://x.org/a.png" alt="a">', "<img src> leads elsewhere"),
        ('<img src="a.png" alt="a">', "<img src> leads elsewhere"),
        ('<img src="//x.org/a.png" alt="a">', "<img src> leads elsewhere"),
        ('<a href="https://x.org">a</a>', "<a href> leads elsewhere"),
        ('<a href="javascript:x()">a</a>', "<a href> leads elsewhere"),
        ('<iframe src="b.html"></iframe>', "<iframe src> leads elsewhere"),
        ('<object data="a.swf"></object>', "<object data> leads elsewhere"),
        ('<p onclick="x()">a</p>', "holds an event handler"),
        ("<style>@import 'a.css'</style>", "a style fetches"),
        ("<style>p{background:url(a.png)}</style>", "a style fetches"),
        ('<p style="background:url(https://x)">a</p>', "a style fetches"),
        ('<img src="data:image/png;base64,AA==">', "no alternative text"),
        ('<img src="data:image/png;base64,AA==" alt=" ">', "no alternative text"),
        ('<pre class="output-error">x</pre>', "error outputs"),
        ('<p id="a"></p><p id="a"></p>', "ids are used twice: a"),
        ("<h1>again</h1>", "2 h1 headings"),
        ("<p>" + "x" * 3_000_001 + "</p>", "more than 3 MB"),
        ('<a href="10_collect.html">a</a> <a href="#top">b</a>', None),
        ('<img src="data:image/png;base64,AA==" alt="Sales rose">', None),
    ],
)
def test_gates(body, problem):
    found = report.gates(GOOD.format(body))
    if problem is None:
        assert found == []
    else:
        assert any(problem in line for line in found), found


def test_the_placeholder_alt_text_of_nbconvert_does_not_pass():
    body = '<img src="data:image/png;base64,AA==" alt="No description has been provided for this image">'
    assert report.gates(GOOD.format(body))


YAML = """
stages:
  collect:
    desc: The <orders>
    cmd: mktlab run collect
    deps: [notebooks/.clean/10_collect.ipynb]
"""


def test_the_index_lists_reports_with_their_numbers(project):
    (project / "dvc.yaml").write_text(YAML)
    HEADLINE.save(project / "data/10_collect/headline.json")
    stages = list(pipeline.stages(project).values())
    page = report.index(stages, project, ["2017-09-30"])
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select_one(".card a")["href"] == "10_collect.html"
    assert "The &lt;orders&gt;" in page
    assert len(soup.select(".numbers div")) == 3
    assert "2017-09-30" in page
    assert "No plan has been kept yet" in report.index(stages, project, [])


def test_the_index_begins_with_the_decision(project):
    (project / "dvc.yaml").write_text(YAML)
    HEADLINE.save(project / "data/10_collect/headline.json")
    shown = list(pipeline.stages(project).values())
    other = dataclasses.replace(shown[0], desc="What to do", decides=True)
    soup = BeautifulSoup(report.index([shown[0], other], project, []), "html.parser")
    assert [tag.get_text() for tag in soup.select(".card h2")] == ["What to do", shown[0].desc]


def test_an_index_of_nothing_is_an_error(project):
    with pytest.raises(ReportError, match="run 'dvc repro'"):
        report.index([], project, [])


def told(*numbers, **changes):
    """Give a headline of three numbers: label, value."""
    own = [Number(label=label, value=value, interval="counted") for label, value in numbers]
    return HEADLINE.model_copy(update={"numbers": tuple(own), **changes})


ONES = (("Revenue", "$1"), ("Orders", "2"), ("Customers", "3"))


def test_numbers_that_stayed_are_no_change():
    assert report.changes("Orders", told(*ONES), told(*ONES)) == []


def test_changes_tell_what_stood_at_the_same_place():
    now = told(("Revenue", "$9"), ("Orders", "2"), ("Buyers", "4"))
    assert report.changes("Title", now, told(*ONES)) == [
        report.Change("Title", "Revenue", "$1", "$9"),
        report.Change("Title", "Buyers", "3 (Customers)", "4"),
    ]


def test_a_new_label_is_a_change_though_its_number_is_the_same():
    now = told(("Sales", "$1"), *ONES[1:])
    (found,) = report.changes("Title", now, told(*ONES))
    assert (found.label, found.then, found.now) == ("Sales", "$1 (Revenue)", "$1")


def test_another_interval_or_answer_is_no_change_of_a_number():
    own = [Number(label=label, value=value, interval="guessed") for label, value in ONES]
    now = HEADLINE.model_copy(update={"numbers": tuple(own), "answer": ("No.",)})
    assert report.changes("Title", now, told(*ONES)) == []


@given(
    *[st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12")), min_size=3, max_size=3)] * 2
)
def test_every_number_that_differs_is_told_once_and_both_ways(one, other):
    forth = report.changes("t", told(*one), told(*other))
    back = report.changes("t", told(*other), told(*one))
    differs = [place for place in range(3) if one[place] != other[place]]
    assert len(forth) == len(back) == len(differs)
    assert [(c.label, c.now) for c in forth] == [one[place] for place in differs]
    assert [(c.label, c.now) for c in back] == [other[place] for place in differs]


EARLIER = "2017-06-30"
TWO = YAML + YAML.split("stages:")[1].replace("10_collect", "20_sell").replace("collect", "sell")


def compared(project, now, then=None, earlier: str | None = EARLIER):
    """Render the index of one report beside a kept plan."""
    (project / "dvc.yaml").write_text(YAML)
    now.save(project / "data/10_collect/headline.json")
    if then is not None:
        then.save(project / "data/plans" / EARLIER / "data/10_collect/headline.json")
    page = report.index(list(pipeline.stages(project).values()), project, [EARLIER], earlier)
    return BeautifulSoup(page, "html.parser")


def section(soup, title):
    """Give the section of the index with this heading; None where there is none."""
    found = [own for own in soup.select("main section") if own.h2.get_text().startswith(title)]
    return found[0] if found else None


def test_the_index_tells_what_changed_since_a_kept_plan(project):
    soup = compared(project, told(("Revenue", "<$9>"), *ONES[1:]), told(*ONES))
    own = section(soup, "What changed")
    assert own.h2.get_text() == f"What changed since the plan kept for {EARLIER}"
    cells = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in own.select("tr")]
    assert cells == [["Report", "Number", "Then", "Now"], ["The <orders>", "Revenue", "$1", "<$9>"]]


def test_the_index_says_so_where_nothing_changed(project):
    own = section(compared(project, told(*ONES), told(*ONES)), "What changed")
    assert own.find("table") is None
    assert own.p.get_text() == "None of the numbers on this page."


def test_without_an_earlier_plan_nothing_is_compared(project):
    soup = compared(project, told(("Revenue", "$9"), *ONES[1:]), told(*ONES), earlier=None)
    assert section(soup, "What changed") is None


def test_a_report_that_the_earlier_plan_lacks_is_not_compared(project):
    soup = compared(project, told(("Revenue", "$9"), *ONES[1:]))
    assert section(soup, "What changed") is None


def test_a_plan_without_headlines_is_not_said_to_tell_the_same(project):
    soup = compared(project, told(*ONES))
    own = section(soup, "What changed")
    assert own is None or own.p.get_text() != "None of the numbers on this page."


def test_a_kept_headline_that_cannot_be_read_is_told_with_its_plan(project):
    path = project / "data/plans" / EARLIER / "data/10_collect/headline.json"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    with pytest.raises(ReportError, match=EARLIER):
        compared(project, told(*ONES))


def test_what_to_watch_stands_once_after_the_decision_in_the_order_of_reports(project):
    (project / "dvc.yaml").write_text(TWO)
    told(*ONES, watch=("One", "<Two>")).save(project / "data/10_collect/headline.json")
    told(*ONES, watch=("Three",)).save(project / "data/20_sell/headline.json")
    first, other = pipeline.stages(project).values()
    other = dataclasses.replace(other, desc="What to do", decides=True)
    soup = BeautifulSoup(report.index([first, other], project, []), "html.parser")
    assert [tag.get_text() for tag in soup.select("ol li")] == ["Three", "One", "<Two>"]
    headings = [tag.get_text() for tag in soup.select("main h2")]
    assert headings[:3] == ["What to do", "Top risks", first.desc]


def test_changes_follow_the_order_of_reports_and_leave_out_what_is_new(project):
    (project / "dvc.yaml").write_text(TWO)
    for folder in ("10_collect", "20_sell"):
        told(("Revenue", "$9"), *ONES[1:]).save(project / "data" / folder / "headline.json")
    kept = project / "data/plans" / EARLIER / "data"
    first, other = pipeline.stages(project).values()
    other = dataclasses.replace(other, desc="What to do", decides=True)

    def rows():
        page = report.index([first, other], project, [EARLIER], EARLIER)
        return [tag.get_text() for tag in BeautifulSoup(page, "html.parser").select("tbody th")]

    told(*ONES).save(kept / "10_collect/headline.json")
    assert rows() == [first.desc]
    told(*ONES).save(kept / "20_sell/headline.json")
    assert rows() == ["What to do", first.desc]


def test_with_nothing_to_watch_the_index_has_no_such_section(project):
    assert section(compared(project, told(*ONES)), "Top risks") is None


def test_what_the_last_review_taught_stands_once_between_risks_and_changes(project):
    (project / "dvc.yaml").write_text(TWO)
    told(*ONES, watch=("Orders late",)).save(project / "data/10_collect/headline.json")
    told(*ONES, taught=("Keep <totals>.", "One thing to do.")).save(
        project / "data/20_sell/headline.json"
    )
    told(*ONES).save(project / "data/plans" / EARLIER / "data/10_collect/headline.json")
    first, other = pipeline.stages(project).values()
    page = report.index([first, other], project, [EARLIER], EARLIER)
    soup = BeautifulSoup(page, "html.parser")
    own = section(soup, "What the last review taught")
    assert [tag.get_text() for tag in own.find_all("p")] == ["Keep <totals>.", "One thing to do."]
    headings = [tag.get_text() for tag in soup.select("main h2")]
    assert headings[1:4] == [
        "Top risks",
        "What the last review taught",
        f"What changed since the plan kept for {EARLIER}",
    ]


def test_without_a_review_the_index_has_no_such_section(project):
    assert section(compared(project, told(*ONES)), "What the last review") is None
