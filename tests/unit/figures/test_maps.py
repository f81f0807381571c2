"""A grid of cells: its levels, what lies in it, and that both can be read."""

import re
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
from builders import contrast

from mktlab.figures import cells, maps, style

ROWS, COLUMNS = ["rare", "often", "always"], ["below $5,000", "$5,000 and more"]
TEXTS = pd.DataFrame(
    [["R1", ""], ["", "R2 R3 R4 R5 R6 R7"], ["<b>R8</b>", ""]], index=ROWS, columns=COLUMNS
)
LEVELS = pd.DataFrame([[0, 0], [0, 1], [1, 2]], index=ROWS, columns=COLUMNS)


def drawn():
    return cells(TEXTS, LEVELS, names=("green", "amber", "red"), x="Loss", y="Chance")


def test_each_cell_has_its_place_and_the_shade_of_its_level():
    (axis,) = drawn().axes
    found = {
        (round(own.get_x() + 0.5), round(own.get_y() + 0.5)): mpl.colors.to_hex(own.get_facecolor())
        for own in axis.patches
    }
    shade = [mpl.colors.to_hex(own) for own in maps.LEVELS]
    assert found == {
        (column, row): shade[LEVELS.iloc[row, column]] for row in range(3) for column in range(2)
    }
    assert {(own.get_width(), own.get_height()) for own in axis.patches} == {(1, 1)}


def test_rows_rise_from_the_bottom_and_columns_go_to_the_right():
    (axis,) = drawn().axes
    assert axis.get_ylim() == (-0.5, 2.5) and axis.get_xlim() == (-0.5, 1.5)
    assert [text.get_text() for text in axis.get_yticklabels()] == ROWS
    across = [text.get_text().replace("\n", " ") for text in axis.get_xticklabels()]
    assert across == COLUMNS
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("Loss", "Chance")


def test_what_lies_in_a_cell_is_written_in_its_middle_and_nothing_is_lost():
    (axis,) = drawn().axes
    told = {own.get_position(): own.get_text() for own in axis.texts if own.get_text()}
    assert told.keys() == {(0, 0), (1, 1), (0, 2)}
    assert told[0, 0] == "R1"
    assert told[1, 1].split() == ["R2", "R3", "R4", "R5", "R6", "R7"]
    assert max(len(line) for line in told[1, 1].split("\n")) <= 14


def test_levels_are_named_and_told_apart_in_grey_print():
    (legend,) = drawn().legends
    assert [text.get_text() for text in legend.get_texts()] == ["green", "amber", "red"]
    shades = [mpl.colors.to_hex(own.get_facecolor()) for own in legend.get_patches()]
    assert shades == [mpl.colors.to_hex(own) for own in maps.LEVELS]
    light = [contrast(own, "#000000") for own in shades]
    assert light == sorted(light, reverse=True) and len(set(light)) == 3
    for shade in shades:
        assert contrast(style.INK, shade) >= 4.5


def test_cells_are_the_same_in_every_run_and_names_stay_text():
    one = style.svg(drawn())
    assert one == style.svg(drawn())
    assert not list(ElementTree.fromstring(one).iter("{http://www.w3.org/2000/svg}b"))
    assert not re.search(r'(?:href|src)="(?!#)', one)
