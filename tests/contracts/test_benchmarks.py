"""The benchmark page: rewritten between its markers alone, by parts that exist. The benchmarks are not run here."""

import inspect
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks"


@pytest.fixture
def page(monkeypatch):
    """The module, imported as a script of its folder would be; benchmarks import one another by bare names."""
    monkeypatch.syspath_prepend(str(FOLDER))
    ours = {path.stem for path in FOLDER.glob("*.py")}
    before = {name: sys.modules.pop(name) for name in ours & set(sys.modules)}
    import page

    yield page
    for name in ours:
        sys.modules.pop(name, None)
    sys.modules.update(before)


def test_every_part_calls_a_benchmark_with_arguments_it_takes_and_has_its_place(page):
    text = page.PAGE.read_text(encoding="utf-8")
    for name, part in page.PARTS.items():
        inspect.signature(part.resolved()).bind(*part.arguments)
        assert page.replaced(text, name, "x") != text
    benchmarks = {path.stem for path in FOLDER.glob("*.py")} - {"machinery", "page"}
    assert {part.module for part in page.PARTS.values()} == benchmarks
    assert sum(part.minutes for part in page.PARTS.values()) < 40


def test_the_page_holds_every_part_measured_with_its_machine(page):
    text = page.PAGE.read_text(encoding="utf-8")
    for name in page.PARTS:
        measured = page._between(name).search(text)[0]
        assert "2 cores" in measured or " GiB" in measured, name
        assert not any(f" 20{year}" in measured for year in range(20, 40)), "git knows the date"


def small(monkeypatch, page, **told):
    """Benchmarks that say at once what they are told to say."""
    monkeypatch.setattr(page.Part, "measure", lambda part: told[part.module])
    return {name: page.Part(name, "compare", (), 0.1) for name in told}


START = """# Title

<!-- machine: begin -->
<!-- machine: end -->

Before one.

<!-- one: begin -->

| old |

<!-- one: end -->

Between.

<!-- two: begin -->
<!-- two: end -->
After.
"""


def test_what_was_measured_stands_between_the_markers_and_all_else_stays(
    page, monkeypatch, tmp_path
):
    path = tmp_path / "page.md"
    path.write_text(START)
    parts = small(monkeypatch, page, one=r"| \\1 new |", two="| other |\n")
    page.rewrite(path, parts, "- 3 cores")
    found = path.read_text()
    assert "old" not in found
    assert "begin -->\n\n| \\\\1 new |\n\n<!-- one: end -->\n\nBetween." in found
    assert "begin -->\n\n| other |\n\n<!-- two: end -->\nAfter.\n" in found
    assert "begin -->\n\n- 3 cores\n\n<!-- machine: end -->\n\nBefore one." in found
    page.rewrite(path, parts, "- 3 cores")
    assert path.read_text() == found


def test_a_part_that_fails_leaves_what_was_measured_before_it(page, monkeypatch, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(START)
    parts = small(monkeypatch, page, two="| measured |")
    broken = page.Part("one", "compare", (), 1)

    def measure(part):
        if part is broken:
            raise RuntimeError("a contestant failed")
        return "| measured |"

    monkeypatch.setattr(page.Part, "measure", measure)
    with pytest.raises(RuntimeError, match="a contestant failed"):
        page.rewrite(path, {**parts, "one": broken}, "- 3 cores")
    assert "| measured |" in path.read_text()
    assert "| old |" in path.read_text()


def test_a_page_without_a_place_is_told_before_anything_is_measured(page, monkeypatch, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(START)
    parts = small(monkeypatch, page, one="| new |", three="| new |")
    with pytest.raises(ValueError, match="0 pairs of markers for 'three'"):
        page.rewrite(path, parts, "- 3 cores")
    assert path.read_text() == START


def rows_of(text: str) -> list[tuple[str, ...]]:
    """The rows of all tables that hold figures, each as the figures in it."""
    found = []
    for line in text.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            figures = tuple(cell for cell in cells if re.fullmatch(r"[\d,]+(\.\d+)?", cell))
            if figures:
                found.append(figures)
    return found


def test_the_figures_of_the_readme_are_those_of_the_page(page):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = rows_of(re.search(r"^## How fast$(.*?)^## ", readme, re.M | re.S)[1])
    measured = rows_of(page.PAGE.read_text(encoding="utf-8"))
    assert len(told) > 15
    assert [row for row in told if row not in measured] == []
