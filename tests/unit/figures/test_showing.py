import re
import unicodedata
from itertools import combinations
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from builders import contrast
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextPath, text_to_path

from mktlab import figures
from mktlab.figures import (
    against,
    bands,
    curve,
    maps,
    marks,
    matrix,
    panels,
    places,
    radar,
    ranks,
    shares,
    style,
    tornado,
)

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
    assert (
        page.figcaption.div.get_text() == "Shares, 2020"
    )  # a block, so that JupyterLab breaks the line
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
        "div", "table", "caption", "span", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    said = BeautifulSoup(figures.say(text).data, "html.parser")
    assert [tag.name for tag in said.find_all(True)] == ["p", "b"]


def test_the_first_sentence_stands_out():
    text = "Gain is 3.5\u00a0% at most, e.g. 3. “Then” comes more. And more."
    said = BeautifulSoup(figures.say(text, "Last.").data, "html.parser")
    assert said.b.get_text() == "Gain is 3.5\u00a0% at most, e.g. 3."
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


@pytest.mark.parametrize("colour", [style.BLUE, style.VERMILION])
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


# Ranks, what moves a lead, places and forces


def written_in(figure):
    """All text of a chart's SVG, and the SVG is XML."""
    root = ElementTree.fromstring(style.svg(figure))
    return [
        "".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")
    ]


RANKS = pd.DataFrame(
    [[0.7, 0.25, 0.05], [0.3, 0.7, 0.0]], index=["A", "<b>B</b>"], columns=[1, 2, 3]
)


def moved():
    return pd.DataFrame(
        {"label": ["Weight: size", "Value: <b>fit</b>"], "low": [-0.1, 0.05], "high": [0.4, 0.2],
         "hatched": [False, True]}
    )  # fmt: skip


def spread(size=400, seed=1, middle=(0.4, 0.6)):
    """Draws of two things that go together, normal."""
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_normal(middle, [[0.04, 0.015], [0.015, 0.01]], size)
    return drawn[:, 0], drawn[:, 1]


def placed(**changes):
    draws = {"Loyal": spread(), "<b>Lost</b>": spread(seed=2, middle=(0.42, 0.62))}
    own = {"x": "Strength", "y": "Growth", "cuts": ((0.5,), (0.1, 0.3))} | changes
    return places(draws, dict.fromkeys(draws, 40.0), **own)


def forces(labels=("Rivalry", "New entrants", "<b>Buyers'</b> power")):
    frame = pd.DataFrame({"label": labels, "value": 3.0, "least": 2.0, "most": 4.5})
    return radar(frame, low=0, high=5)


def test_ranks_are_bars_that_fill_the_whole_and_say_who_is_first_how_often():
    (axis,) = ranks(RANKS).axes
    widths = [bar.get_width() for bar in axis.patches]
    assert widths == pytest.approx([0.7, 0.25, 0.05, 0.3, 0.7, 0.0])
    assert [bar.get_x() for bar in axis.patches] == pytest.approx([0, 0.7, 0.95, 0, 0.3, 1.0])
    said = [text.get_text() for text in axis.texts]
    assert [text for text in said if "first in" in text] == [
        "A: first in 70\u00a0%", "<b>B</b>: first in 30\u00a0%"
    ]  # fmt: skip
    # A part too narrow for its rank has none.
    assert [text for text in said if "first" not in text] == ["1", "2", "1", "2"]


@given(size=st.integers(1, 9))
def test_every_rank_can_be_read_on_its_shade(size):
    frame = pd.DataFrame(np.full((1, size), 1 / size), index=["A"], columns=range(1, size + 1))
    (axis,) = ranks(frame).axes
    told = [text for text in axis.texts if "first" not in text.get_text()]
    assert [text.get_text() for text in told] == [str(rank) for rank in range(1, size + 1)]
    for bar, text in zip(axis.patches, told, strict=True):
        inside = mpl.colors.to_hex(bar.get_facecolor())
        assert contrast(mpl.colors.to_hex(text.get_color()), inside) >= 4.5


def test_a_tornado_has_its_ends_its_centre_and_zero():
    (axis,) = tornado(moved(), x="Lead", centre=0.15).axes
    ends = [end for bar in axis.patches for end in (bar.get_x(), bar.get_x() + bar.get_width())]
    assert ends == pytest.approx([-0.1, 0.4, 0.05, 0.2])
    assert [bar.get_hatch() for bar in axis.patches] == [None, "////"]  # also in grey print
    assert [line.get_xdata()[0] for line in axis.lines] == [0.15, 0]
    low, high = axis.get_ylim()
    assert low > high  # the first is at the top
    assert axis.xaxis.get_major_formatter()(-0.2, 0) == "\N{MINUS SIGN}0.2"
    assert [text.get_text() for text in axis.texts] == ["Weight: size", "Value: <b>fit</b>"]


def test_an_ellipse_holds_ninety_per_cent_of_normal_draws():
    figure = places({"A": spread(20_000)}, {"A": 1.0}, x="x", y="y", cuts=((), ()))
    (axis,) = figure.axes
    (ellipse,) = [patch for patch in axis.patches if isinstance(patch, mpl.patches.Ellipse)]
    angle = np.radians(ellipse.get_angle())
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    one, other = spread(20_000, seed=3)  # others of the same distribution
    across, up = turned @ (np.stack([one, other]) - np.array(ellipse.get_center())[:, None])
    within = (2 * across / ellipse.get_width()) ** 2 + (2 * up / ellipse.get_height()) ** 2 <= 1
    assert within.mean() == pytest.approx(0.90, abs=0.012)


def test_places_stand_at_their_means_within_their_cuts():
    figure = placed(limits=((0, 1), None), names=((0.9, 0.9, "star"), (0.1, 0.1, "dog")))
    (axis,) = figure.axes
    middles = [points.get_offsets()[0].tolist() for points in axis.collections]
    assert middles[0] == pytest.approx([part.mean() for part in spread()])
    assert [line.get_xdata()[0] for line in axis.lines[:1]] == [0.5]
    assert [line.get_ydata()[0] for line in axis.lines[1:]] == [0.1, 0.3]
    assert axis.get_xlim() == (0, 1)
    told = written_in(figure)
    assert {"Loyal", "<b>Lost</b>", "star", "dog", "Strength", "Growth"} <= set(told)


def test_axes_in_per_cent_are_written_so():
    (axis,) = placed(percent=(False, True)).axes
    assert axis.yaxis.get_major_formatter()(0.125, 0) == "12.5\u00a0%"
    assert axis.yaxis.get_major_formatter()(-0.1, 0) == "\N{MINUS SIGN}10\u00a0%"
    assert axis.xaxis.get_major_formatter()(0.5, 0) == "0.5"


def test_bubbles_have_the_area_of_their_size():
    draws = {"A": spread(), "B": spread(seed=2)}
    (axis,) = places(draws, {"A": 100.0, "B": 50.0}, x="x", y="y", cuts=((), ())).axes
    one, other = (points.get_sizes()[0] for points in axis.collections)
    assert one - 25 == pytest.approx(2 * (other - 25))  # beyond a dot that can be seen


def test_things_that_are_sure_are_drawn_as_points():
    sure = (np.full(9, 0.5), np.full(9, 0.5))
    figure = places({"A": sure, "B": sure}, {"A": 1.0, "B": 1.0}, x="x", y="y", cuts=((), ()))
    assert {"A", "B"} <= set(written_in(figure))


FONT = FontProperties(family="DejaVu Sans")


def named(axis):
    """Give the names on a field, with the box of their letters and their line, if any."""
    canvas = FigureCanvasAgg(axis.figure)
    canvas.draw()
    return {
        text.get_text(): (Text.get_window_extent(text, canvas.get_renderer()), text.arrow_patch)
        for text in axis.texts
    }


def test_names_stand_above_their_bubbles():
    draws = {"A": spread(middle=(0.2, 0.2)), "B": spread(middle=(0.8, 0.8))}
    sizes = {"A": 100.0, "B": 1.0}
    (axis,) = places(draws, sizes, x="x", y="y", cuts=((), ())).axes
    found = named(axis)
    assert set(found) == {"A", "B"}
    for name, bubble in zip("AB", axis.collections, strict=True):
        box, line = found[name]
        across, up = axis.transData.transform(bubble.get_offsets()[0])
        radius = np.sqrt(bubble.get_sizes()[0]) / 2 * axis.figure.dpi / 72
        assert (box.x0 + box.x1) / 2 == pytest.approx(across, abs=2)
        assert box.y0 > up + radius
        assert line is None


def test_a_name_that_had_to_move_is_bound_to_its_bubble_by_a_line():
    sure = np.full(20, 0.5), np.full(20, 0.5)
    (axis,) = places({"A": sure, "B": sure}, {"A": 1.0, "B": 1.0}, x="x", y="y", cuts=((), ())).axes
    found = named(axis)
    moved_ = [line for _, line in found.values() if line is not None]
    assert len(moved_) >= 1
    assert abs(found["A"][0].y0 - found["B"][0].y0) > 5


def drawn_width(name):
    """Give how wide a name is drawn, in points; the font lacks East Asian letters, which take one em each."""
    square = [letter for letter in name if unicodedata.east_asian_width(letter) in "WF"]
    latin = "".join(letter for letter in name if letter not in square)
    ink = (
        TextPath((0, 0), latin, size=maps.LETTERS, prop=FONT).get_extents()
        if latin.strip()
        else None
    )
    return maps.LETTERS * len(square) + (ink.width if ink else 0.0)


def boxes(spots, found, dots):
    """Where names lie, in points: left, right, bottom, top."""
    for name, (across, up) in spots.items():
        x, y = across / dots + found[name][0], up / dots + found[name][1]
        half = drawn_width(name) / 2
        yield x - half, x + half, y - maps.LETTERS / 2, y + maps.LETTERS / 2


def overlap(one, other):
    apart = 1e-6
    return (
        min(one[1], other[1]) - max(one[0], other[0]) > apart
        and min(one[3], other[3]) - max(one[2], other[2]) > apart
    )


@given(
    spots=st.dictionaries(
        st.text("abcdefgh AMQW产客", min_size=1, max_size=14),
        st.tuples(st.floats(0, 500), st.floats(0, 300)) | st.just((100.0, 100.0)),
        min_size=1,
        max_size=9,
    ),
    dots=st.sampled_from([1.0, 100 / 72]),
)
def test_names_never_lie_over_each_other(spots, dots):
    found = maps.apart(spots, dots)
    assert found.keys() == spots.keys()
    assert all(across == 0 for across, _ in found.values())
    where = list(boxes(spots, found, dots))
    assert not any(overlap(one, other) for one, other in combinations(where, 2))


def test_names_keep_off_bubbles_where_there_is_room():
    spots = {"Promising": (100.0, 110.0), "Far": (400.0, 100.0)}
    bubbles = [(100.0, 95.0, 8.0), (110.0, 112.0, 9.0), (400.0, 85.0, 8.0)]
    found = maps.apart(spots, 1.0, bubbles)
    assert found["Far"] == (0.0, 0.0)
    (promising, _) = boxes(spots, found, 1.0)
    for x, y, radius in bubbles:
        assert not overlap(promising, (x - radius, x + radius, y - radius, y + radius))
    # Where bubbles are everywhere, names still lie apart from each other.
    crowd = [(100.0, 10.0 * n, 30.0) for n in range(40)]
    assert maps.apart({"A": (100.0, 100.0)}, 1.0, crowd) == {"A": (0.0, 0.0)}


def test_names_that_lie_apart_stay_where_they_are():
    assert maps.apart({"A": (0.0, 0.0), "B": (0.0, 50.0), "C": (90.0, 0.0)}) == dict.fromkeys(
        "ABC", (0.0, 0.0)
    )
    assert maps.apart({}) == {}


@pytest.mark.parametrize(
    "names",
    [
        ("产品产品产品产品", "客户客户客户客户"),
        ("WWWWWWWW", "MMMMMMMM"),
        ("Swimmers", "Champions"),
        ("men ≥ 50 %", "women ≥ 50 %"),
        ("women", "mums"),
        ("mmmmmmmm", "wwwwwwww"),
        ("%%%%%%", "@@@@@@"),
        ("……", "——"),
    ],
)
def test_names_of_wide_letters_never_lie_over_each_other(names):
    middle = (drawn_width(names[0]) + drawn_width(names[1])) / 2
    spots = {names[0]: (0.0, 0.0), names[1]: (0.95 * middle, 0.0)}
    assert overlap(*boxes(spots, dict.fromkeys(names, (0.0, 0.0)), 1.0))
    one, other = boxes(spots, maps.apart(spots), 1.0)
    assert not overlap(one, other)


def test_forces_are_drawn_around_their_centre():
    (axis,) = forces().axes
    assert (axis.get_rmin(), axis.get_rmax()) == (0, 5)
    (line,) = axis.lines
    assert line.get_ydata().tolist() == [3.0] * 4  # round to the first again
    told = " ".join(written_in(forces()))
    for word in ("Rivalry", "New", "entrants", "<b>Buyers'</b>", "power"):
        assert word in told


@pytest.mark.parametrize(
    "draw",
    [lambda: ranks(RANKS), lambda: tornado(moved(), x="Lead", centre=0.1), placed, forces],
    ids=["ranks", "tornado", "places", "radar"],
)
def test_charts_are_the_same_in_every_run_and_names_stay_text(draw):
    one = style.svg(draw())
    assert one == style.svg(draw())
    assert not list(ElementTree.fromstring(one).iter("{http://www.w3.org/2000/svg}b"))
    assert "<b>" not in one
    assert not re.search(r'(?:href|src)="(?!#)', one)


def test_dollars_in_a_name_are_no_mathematics():
    frame = pd.DataFrame([[1.0]], index=["$5 to $10"], columns=[1])
    assert "$5 to $10: first in 100\u00a0%" in written_in(ranks(frame))


def test_with_nothing_to_say_nothing_is_shown():
    assert figures.say().data == ""
    assert figures.say("", "").data == ""
    said = BeautifulSoup(figures.say("", "Only this.", "").data, "html.parser")
    assert said.get_text().strip() == "Only this."


HOSTILE = "\x0b\x1b\u202e לקוחות 12 <b>&amp; $x^2$ {0} %s 重要客户"


def test_a_chart_of_any_names_is_sound_and_its_names_stay_names():
    frame = FRAME.assign(label=[HOSTILE, "b"])
    drawn = style.svg(shares(frame))
    told = [
        "".join(tag.itertext())
        for tag in ElementTree.fromstring(drawn).iter()
        if tag.tag.endswith("text")
    ]
    assert "��� \u2067לקוחות\u2069 12 <b>&amp; $x^2$ {0} %s 重要客户" in told


def test_a_page_shows_no_more_than_the_beginning_of_an_endless_cell():
    page = figures.table(pd.DataFrame({"Name": ["巨" * 1_000_000], "Row": ["x"]}), "Names").data
    assert len(page) < 3_000
    assert "巨…" in page


def test_names_in_tables_sentences_and_cards_do_not_turn_what_is_beside_them():
    frame = pd.DataFrame({"Name": [HOSTILE], "Customers": ["12"]})
    card = figures.Card(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),))
    for page in (
        figures.table(frame, HOSTILE).data,
        figures.say(f"{HOSTILE}. {HOSTILE}.").data,
        figures.cards([card]).data,
    ):
        assert "\u2067לקוחות\u2069 12 &lt;b&gt;&amp;amp; $x^2$ {0} %s 重要客户" in page
        assert not set("\x0b\x1b\u202e") & set(page)


@given(
    st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("客户ab c")), max_size=60),
    st.integers(2, 20),
)  # fmt: skip
def test_broken_lines_hold_all_that_was_written_and_none_is_too_wide(text, most):
    lines = marks.wrapped(text, most)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(marks.columns(line) <= max(most, 2) for line in lines)


def test_chinese_takes_twice_the_room():
    assert marks.columns("客户ab") == 6
    assert marks.wrapped("重要客户群体", 6) == ["重要客", "户群体"]
    assert marks.wrapped("At Risk", 4) == ["At", "Risk"]
    assert marks.wrapped("重要 customers", 10, whole=True) == ["重要", "customers"]


@pytest.mark.filterwarnings("ignore:Glyph")
def test_signs_that_the_measuring_font_lacks_are_measured_no_narrower_than_they_are():
    with style.look():
        room, _, _ = text_to_path.get_text_width_height_descent(
            "户" * 10, FontProperties(size=10), False
        )
    assert room >= 100  # each is as wide as the letters are high


def test_evidence_that_few_ask_for_is_folded_under_its_caption_and_stays_whole():
    frame = pd.DataFrame({"Segment": ["A", "B"], "": ["1", "2"]})
    page = BeautifulSoup(figures.table(frame, "What <it> is", folded=True).data, "html.parser")
    fold = page.select_one("details.more")
    assert fold.summary.get_text() == "What <it> is"
    assert fold.get("open") is None
    assert str(fold.table) == str(
        BeautifulSoup(figures.table(frame, "What <it> is").data, "html.parser").table
    )
    heads = fold.select("thead tr > *")
    assert [tag.name for tag in heads] == ["th", "td"], "a heading without a name is no heading"


@pytest.mark.parametrize(("rows", "long"), [(10, False), (11, True)])
def test_a_table_too_long_for_a_screen_is_marked(rows, long):
    frame = pd.DataFrame({"Row": range(rows)})
    page = BeautifulSoup(figures.table(frame, "Rows").data, "html.parser")
    assert ("long" in page.select_one(".table")["class"]) is long
