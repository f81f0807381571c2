"""The guides are true: commands exist, parameters and paths are there, methods stand where they are said to."""

import re
import shlex
from pathlib import Path

import guides
import nbformat
import pytest
from clones import ROOMS
from dvc.cli import parse_args

from mktlab import cli
from mktlab.lab import pipeline, settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
METHODS = (ROOT / "docs/methods.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.M))
WORDS = ("make", "mktlab", "dvc", "pytest", "python", "source")
PARAMS = settings.read_params(ROOT)


def commands(text: str) -> list[list[str]]:
    """Commands that a page shows, as words: lines of shell blocks, and what stands between backticks."""
    shown = [
        line
        for block in re.findall(r"^```(?:sh)?\n(.*?)^```$", text, flags=re.M | re.S)
        for line in block.splitlines()
    ]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    shown += re.findall(r"`([^`\n]+)`", prose)
    found = []
    for line in shown:
        if line.split(" ")[0] in WORDS and " " in line:
            for part in re.split(r" && | \| | > ", line.split("  #")[0]):
                words = shlex.split(part)
                if words[0] in WORDS:
                    found.append(words)
    return found


def known_param(name: str) -> bool:
    """Tell whether params.yaml has a leaf or section of this name."""
    found = PARAMS
    for part in name.split("."):
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return True


def problem(words: list[str]) -> str | None:
    """Say what is wrong with a command, or None."""
    tool, *rest = words
    if tool == "make":
        return next((f"no target {word}" for word in rest if word not in TARGETS), None)
    if tool == "mktlab":
        # Such as STAGE or FILE, for the reader to put in; a command alone is told of, not shown.
        given = [word for word in rest if word not in ("--help",)]
        needs = {"run": ["collect"], "init": ["orders.csv"]}
        if len(given) == 1 and given[0] in needs:
            given += needs[given[0]]
        if given:
            cli._parser().parse_args(given)
    if tool == "dvc":
        parsed = parse_args(rest)
        changed = [one.partition("=")[0] for one in getattr(parsed, "set_param", None) or []]
        return next((f"no parameter {name}" for name in changed if not known_param(name)), None)
    if tool in ("pytest", "python", "source"):
        paths = [word for word in rest if "/" in word and not word.startswith((".venv", "-"))]
        made = "tests/unit/weekday"  # by the guide itself
        return next((f"no {p}" for p in paths if p != made and not (ROOT / p).exists()), None)
    return None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_commands_that_a_page_shows_can_be_given(path):
    for words in commands(path.read_text(encoding="utf-8")):
        try:
            told = problem(words)
        except SystemExit:
            told = "its tool does not understand it"
        assert told is None, f"{path.name}: {shlex.join(words)}: {told}"


def test_commands_are_found_where_pages_show_them():
    """The test above would pass on pages in which it saw nothing."""
    text = (ROOT / "docs/experiments.md").read_text(encoding="utf-8")
    assert ["dvc", "exp", "run", "-n", "six", "-S", "segment.k=6"] in commands(text)
    assert len(commands(text)) > 15
    assert problem(["dvc", "exp", "run", "-S", "segment.kay=6"]) == "no parameter segment.kay"
    assert problem(["make", "coffee"]) == "no target coffee"
    with pytest.raises(SystemExit):
        problem(["mktlab", "brew"])


def test_the_table_of_contents_names_every_guide_and_the_readme_leads_to_it():
    contents = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs").glob("*.md"):
        assert path.name == "README.md" or f"]({path.name})" in contents, path.name
    assert "(docs/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_paths_of_the_project_that_a_page_names_are_there(path):
    made = re.compile(
        r"data/(raw|plans|parts|\d\d_)|reports/(index|plots|\.executed|\d\d_)|notebooks/\.clean|70_weekday|weekday|NN_"
    )
    tops = "src|tests|docs|tools|benchmarks|notebooks|data|reports"
    for name in re.findall(rf"`((?:{tops})/[\w./-]+)`", path.read_text(encoding="utf-8")):
        assert made.search(name) or (ROOT / name).exists(), f"{path.name} names {name}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_picture_says_what_it_shows(path):
    for said, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        assert len(said) > 20, f"{path.name}: {target} needs words for who cannot see it"


def test_blocks_of_the_guide_to_a_new_stage_all_have_their_place():
    text = (ROOT / "docs/add-a-stage.md").read_text(encoding="utf-8")
    found = guides.blocks(text)
    shell = re.findall(r"^```sh$", text, flags=re.M)
    assert len(found) + len(shell) == len(re.findall(r"^```\w+$", text, flags=re.M))


def rows() -> list[tuple[str, str, list[str]]]:
    """Methods as the page lists them: name, reference, modules."""
    found = []
    for line in METHODS.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 3 and cells[2].startswith("`"):
            found.append((cells[0].strip("| "), cells[1], re.findall(r"`([^`]+)`", cells[2])))
    return found


def test_methods_stand_in_modules_that_exist():
    assert len(rows()) > 60
    for name, reference, modules in rows():
        assert re.search(r"\b(19|20)\d\d\b|of this lab|ANSI", reference), name
        for module in modules:
            assert (ROOT / module).is_file(), f"{name}: {module}"


SURNAME = r"[A-Z][\w'’-]+"
CITED = re.compile(
    rf"((?:{SURNAME}(?:, | and )?)+?),? (?:\([A-Z][A-Za-z ]+, )?\(?((?:19|20)\d\d)\b"
)


def cited() -> set[tuple[str, str]]:
    """Surnames and years in the notebooks' cells on method and limits."""
    found = set()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.source.startswith("## Method and limits"):
                for names, year in CITED.findall(cell.source):
                    found |= {(name, year) for name in re.findall(SURNAME, names)}
    return found


def test_what_reports_refer_to_is_listed_among_the_methods():
    found = cited()
    assert {("Wilson", "1927"), ("Hardie", "2013"), ("Sant'Anna", "2020"), ("Cox", "2008")} <= found
    assert len(found) > 18
    for name, year in found:
        listed = any(name in reference and year in reference for _, reference, _ in rows())
        assert listed, f"{name}, {year} is not in docs/methods.md"


def test_modules_that_refer_to_someone_are_listed():
    """An initial, a surname and a year in a module's text refer to a work."""
    listed = {module for _, _, modules in rows() for module in modules}
    work = re.compile(
        r"\b[A-Z]\. (?:[A-Z]\. )*[A-Z][\w'’-]+[^.;`]{0,160}?\b(?:19|20)\d\d\b", flags=re.S
    )
    for path in sorted((ROOT / "src/mktlab").rglob("*.py")):
        if work.search(path.read_text(encoding="utf-8")):
            assert str(path.relative_to(ROOT)) in listed, path


def test_pictures_are_small():
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs/images").glob("*.png")}
    shown = set(re.findall(r"docs/images/([\w.]+)", (ROOT / "README.md").read_text()))
    assert set(sizes) == shown, "a picture that no page shows, or one that is not there"
    assert max(sizes.values()) < 150_000
    assert sum(sizes.values()) < 500_000
    script = (ROOT / "tools/screenshots").read_text()
    assert all(f'"{Path(name).stem}"' in script for name in shown)


def test_series_that_are_laid_over_each_other_are_made_by_stages_and_told_of():
    declared = settings.read_yaml(ROOT / "dvc.yaml")["plots"]
    made = {str(out.path) for stage in pipeline.stages(ROOT).values() for out in stage.outs}
    page = (ROOT / "docs/experiments.md").read_text(encoding="utf-8")
    for entry in declared:
        for name, plot in entry.items():
            assert set(plot["y"]) <= made, name
            assert f"| {name} |" in page, name


def test_what_comes_out_names_every_table_of_every_stage_and_no_other():
    text = (ROOT / "docs/what-comes-out.md").read_text(encoding="utf-8")
    told = {
        folder: set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (.*?) \|", rows, re.M))))
        for folder, rows in re.findall(r"In `data/(\w+)/` \|.*\n\|.*\n((?:\|.*\n?)+)", text)
    }
    assert told == {folder: set(room.CONTRACTS) for folder, room in ROOMS.items()}
