import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mktlab.lab import report
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


def test_a_page_may_be_held_to_fewer_bytes():
    page = GOOD.format("x" * 2_000)
    assert report.gates(page, 3_000) == []
    assert report.gates(page, 1_000) == ["it is 0.00 MB, more than 0.001 MB"]


def test_the_placeholder_alt_text_of_nbconvert_does_not_pass():
    body = '<img src="data:image/png;base64,AA==" alt="No description has been provided for this image">'
    assert report.gates(GOOD.format(body))
