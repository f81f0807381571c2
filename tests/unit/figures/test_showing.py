import re

import matplotlib as mpl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from builders import contrast
from hypothesis import given
from hypothesis import strategies as st

from mktlab import figures
from mktlab.figures import against, bands, curve, matrix, panels, shares, style

FRAME = pd.DataFrame(
    {"label": ["a", "b"], "share": [0.2, 0.7], "low": [0.1, 0.6], "high": [0.3, 0.8]}
)


def chart():
    return shares(FRAME, interval=("low", "high"))


def shown(**changes):
    texts = {"title": "B leads", "subtitle": "Shares, 2020", "alt": "Two bars. B leads."}
    return figures.show(chart(), **(texts | changes), data=FRAME).data


def test_a_chart_comes_with_finding_alt_text_and_figures():
    page = BeautifulSoup(shown(), "html.parser")
    image = page.find("img")
    assert image["alt"] == "Two bars. B leads."
    assert image["src"].startswith("data:image/svg+xml;base64,")
    assert page.figcaption.b.get_text() == "B leads"
    assert [th.get_text() for th in page.select("thead th")] == ["label", "share", "low", "high"]
    assert page.find("details").find("table")


@pytest.mark.parametrize("name", ["title", "subtitle", "alt"])
def test_a_chart_without_its_texts_is_refused(name):
    with pytest.raises(ValueError, match=f"a chart needs its {name}"):
        shown(**{name: "  "})


def test_a_chart_without_figures_is_refused():
    with pytest.raises(ValueError, match="figures behind it"):
        figures.show(chart(), title="a", subtitle="b", alt="c", data=FRAME.head(0))


def test_a_chart_is_the_same_in_every_run_and_fetches_nothing():
    one, two = style.svg(chart()), style.svg(chart())
    assert one == two
    assert "<dc:date>" not in one
    assert "DejaVu" not in one
    assert not re.search(r'(?:href|src)="(?!#)', one)


def test_scripts_of_any_writing_stay_text_for_the_readers_own_fonts(recwarn):
    frame = FRAME.assign(label=["产品 中文", "منتج"])
    drawn = style.svg(shares(frame))
    assert "产品 中文" in drawn
    assert not [w for w in recwarn if "missing from font" in str(w.message)]


def test_panels_stand_gaps_and_nothing_at_all():
    frame = pd.DataFrame(
        {"x": pd.date_range("2020-01-01", periods=3), "y": [1.0, None, 3.0], "z": [None] * 3}
    ).astype({"z": "float64"})
    figure = panels(frame, "x", {"y": ("Y", figures.count), "z": ("Z", figures.count)})
    assert len(figure.axes) == 2
    assert style.svg(figure)


@given(text=st.text(min_size=1, max_size=40))
def test_values_never_become_markup(text):
    frame = pd.DataFrame({"name": [text], "value": ["1"]})
    page = BeautifulSoup(figures.table(frame, "Caption " + text).data, "html.parser")
    assert {tag.name for tag in page.find_all(True)} == {
        "div", "table", "caption", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    said = BeautifulSoup(figures.say(text).data, "html.parser")
    assert [tag.name for tag in said.find_all(True)] == ["p", "b"]


def test_the_first_sentence_stands_out():
    text = "Gain is 3.5 % at most, e.g. 3. “Then” comes more. And more."
    said = BeautifulSoup(figures.say(text, "Last.").data, "html.parser")
    assert said.b.get_text() == "Gain is 3.5 % at most, e.g. 3."
    assert said.get_text().strip() == f"{text} Last."
    assert BeautifulSoup(figures.say("One.").data, "html.parser").get_text().strip() == "One."


def test_a_table_has_a_caption_scopes_and_numbers_to_the_right():
    frame = pd.DataFrame({"a": ["x"], "n": ["1,234"], "m": ["−$3.50"], "t": ["12 months"]})
    page = BeautifulSoup(figures.table(frame, "What").data, "html.parser")
    assert page.caption.get_text() == "What"
    assert {th["scope"] for th in page.select("thead th")} == {"col"}
    assert page.select_one("tbody th")["scope"] == "row"
    classes = [td.get("class") for td in page.select("tbody td")]
    assert classes == [["number"], ["number"], None]
    with pytest.raises(ValueError, match="needs a caption"):
        figures.table(frame, " ")


@pytest.mark.parametrize("colour", [style.BLUE, style.VERMILION, style.GREEN, style.PURPLE])
def test_marks_have_contrast_of_three_to_one_on_white(colour):
    assert contrast(colour, "#ffffff") >= 3


def shaded(figure):
    """Each number of a matrix with the contrast of its text on its cell."""
    (axis,) = figure.axes
    (image,) = axis.images
    found = []
    for text in axis.texts:
        column, row = text.get_position()
        colour = image.cmap(image.norm(image.get_array()[round(row), round(column)]))
        cell = mpl.colors.to_hex(colour)
        found.append((text.get_text(), contrast(mpl.colors.to_hex(text.get_color()), cell)))
    return found


@given(
    numbers=st.lists(
        st.lists(
            st.floats(-1, 1).map(lambda v: round(v, 3)) | st.just(float("nan")),
            min_size=3,
            max_size=3,
        ),
        min_size=2,
        max_size=6,
    ).filter(lambda rows: any(v == v for row in rows for v in row)),
    bounds=st.sampled_from([(None, None), (-1, 1)]),
)
def test_every_number_of_a_matrix_is_written_and_can_be_read(numbers, bounds):
    frame = pd.DataFrame(numbers, index=[f"r{n}" for n in range(len(numbers))], columns=list("abc"))
    told = shaded(matrix(frame, lambda v: f"{v:.3f}", low=bounds[0], high=bounds[1]))
    known = [v for row in numbers for v in row if v == v]
    assert sorted(text for text, _ in told) == sorted(f"{v:.3f}" for v in known)
    assert min(ratio for _, ratio in told) >= 4.5


def test_bands_show_values_ranges_and_what_is_asked():
    frame = pd.DataFrame(
        {"panel": ["a", "a", "b"], "x": [1, 2, 2], "value": [1.0, 2.0, 3.0],
         "low": [0.5, None, None], "high": [1.5, None, None]}
    )  # fmt: skip
    figure = bands(frame, {"a": "First", "b": "Second", "c": "None"}, {"a": 0.8})
    titles = [axis.get_title(loc="left") for axis in figure.axes if axis.get_visible()]
    assert titles == ["First", "Second", "None"]
    assert [len(axis.lines) for axis in figure.axes[:2]] == [2, 1]
    assert style.svg(figure)


def test_bars_stand_against_points_with_their_range():
    frame = pd.DataFrame(
        {"label": ["0", "1–2", "3+"], "actual": [40, 1200, 0], "mean": [45.0, 1100.0, 2.0],
         "low": [30.0, 1000.0, 2.5], "high": [50.0, 1150.0, 9.0]}
    )  # fmt: skip
    figure = against(frame, x="Purchases", y="Customers", bars="Came", points="Expected")
    (axis,) = figure.axes
    assert [bar.get_height() for bar in axis.patches] == [40, 1200, 0]
    ((points, _, (ranges,)),) = [box for box in axis.containers if len(box) == 3][-1:]
    assert points.get_ydata().tolist() == [45, 1100, 2]
    ends = [line[:, 1].tolist() for line in ranges.get_segments()]
    # A mean may lie outside of what mostly comes: its range then begins at the mean.
    assert ends == [[30, 50], [1000, 1150], [2, 9]]
    assert [tick.get_text() for tick in axis.get_xticklabels()] == ["0", "1–2", "3+"]
    assert {text.get_text() for text in axis.get_legend().get_texts()} == {"Came", "Expected"}
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("Purchases", "Customers")
    assert axis.yaxis.get_major_formatter()(1200.0, 0) == "1,200"
    assert style.svg(figure)


def test_a_curve_has_its_range_and_its_last_number():
    frame = pd.DataFrame(
        {"mean": [0.0, 1.04, 2.26], "low": [0.0, 0.9, 1.8], "high": [0.0, 1.2, 3.0]},
        index=[0, 26, 52],
    )
    figure = curve(frame, x="Weeks", y="Days")
    (axis,) = figure.axes
    (line,) = axis.lines
    assert line.get_xydata().tolist() == [[0, 0], [26, 1.04], [52, 2.26]]
    (band,) = axis.collections
    outline = {tuple(point) for point in band.get_paths()[0].vertices.tolist()}
    assert {(26, 0.9), (26, 1.2), (52, 1.8), (52, 3.0)} <= outline
    assert [text.get_text() for text in axis.texts] == ["2.3"]
    assert axis.get_xlim() == (0, 52)
    assert axis.get_ylim()[0] == 0
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("Weeks", "Days")
    assert style.svg(figure)


def compared(**changes):
    """A curve over the weeks around a day, compared with something."""
    frame = pd.DataFrame(
        {"mean": [4.0, 5.0, 3.0], "low": [2.0, 3.0, 1.0], "high": [6.0, 7.0, 5.0]}, index=[-1, 0, 1]
    )
    (axis,) = curve(frame, x="Week", y="Days", name="Expected", **changes).axes
    return axis


def test_a_curve_stands_beside_others_and_what_was_counted():
    other = pd.Series([1.0, 2.0], index=[0, 1])
    counted = pd.Series([4, 9, 2], index=[-1, 0, 1])
    axis = compared(beside={"Other": other}, points={"Came": counted})
    own, beside, points = axis.lines
    assert own.get_ydata().tolist() == [4, 5, 3]
    assert beside.get_xydata().tolist() == [[0, 1], [1, 2]]
    assert points.get_xydata().tolist() == [[-1, 4], [0, 9], [1, 2]]
    # Dashes and points tell them apart without colour.
    assert (own.get_linestyle(), points.get_linestyle(), points.get_marker()) == ("-", "None", "o")
    assert beside.get_linestyle() == "--"
    legend = [text.get_text() for text in axis.get_legend().get_texts()]
    assert legend == ["Expected", "Other", "Came"]
    # The legend stands for the number at the end.
    assert not axis.texts
    # Points above the range are not cut off.
    assert axis.get_ylim()[1] > 9
    assert style.svg(axis.figure)


def test_a_place_on_a_curve_is_marked_with_what_it_is():
    axis = compared(mark=(0, "forecast from here"))
    _, line = axis.lines
    assert line.get_xdata() == [0, 0]
    marked = {text.get_text(): text.xy for text in axis.texts}
    assert marked["forecast from here"] == (0, 1)
    assert marked["3.0"] == (1, 3.0)  # no legend without anything beside the curve
    assert axis.get_legend() is None
    assert "forecast from here" in style.svg(axis.figure)


def test_a_curve_begins_at_nothing_unless_anything_is_below():
    assert compared().get_ylim()[0] == 0
    below = compared(beside={"Other": pd.Series([-3.0, 2.0], index=[0, 1])})
    assert below.get_ylim()[0] < -3
    assert below.xaxis.get_major_formatter()(-1.0, 0) == "\N{MINUS SIGN}1"


def test_charts_of_one_class_or_of_nothing_are_drawn():
    one = pd.DataFrame({"label": ["0+"], "actual": [5], "mean": [5.0], "low": [5.0], "high": [5.0]})
    flat = pd.DataFrame({"mean": [0.0, 0.0], "low": [0.0, 0.0], "high": [0.0, 0.0]}, index=[0, 1])
    assert style.svg(against(one, x="a", y="b", bars="c", points="d"))
    assert style.svg(curve(flat, x="a", y="b"))


@given(text=st.text(min_size=1, max_size=40))
def test_cards_never_become_markup(text):
    card = figures.Card(title=text, lead=text, facts=((text, text),))
    page = BeautifulSoup(figures.cards([card]).data, "html.parser")
    assert {tag.name for tag in page.find_all(True)} == {
        "div",
        "section",
        "h3",
        "p",
        "dl",
        "dt",
        "dd",
    }


def test_a_matrix_of_blanks_is_drawn():
    blank = pd.DataFrame([[float("nan")] * 2] * 2, index=["a", "b"], columns=["c", "d"])
    assert shaded(matrix(blank, str, low=0)) == []
