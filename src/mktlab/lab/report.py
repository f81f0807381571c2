"""Executed notebook to one offline HTML page, the gates a page must pass, and the index page."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from mktlab.lab import files, plans, templates
from mktlab.lab.errors import ContractError, ReportError
from mktlab.lab.headline import Headline
from mktlab.lab.pipeline import Stage
from mktlab.lab.provenance import Provenance

MAX_BYTES = 3_000_000
HEADLINE_TAG = "headline"


def render(notebook: NotebookNode, provenance: Provenance) -> str:
    """Turn a normalised executed notebook into one HTML page that needs nothing else.

    The cell tagged ``headline`` is moved to the top: it is computed last but read first. Every
    section gets an id and a place in the table of contents.

    Raises
    ------
    ReportError
        The page fails one of the :func:`gates`.
    """
    config = Config()
    config.HTMLExporter.embed_images = True
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {"remove-cell", "injected-parameters"}
    config.TagRemovePreprocessor.remove_input_tags = {"remove-input"}
    exporter = HTMLExporter(
        config=config,
        template_name=templates.FOLDER.name,
        extra_template_basedirs=[str(templates.FOLDER.parent)],
    )
    exporter.register_preprocessor(
        "nbconvert.preprocessors.CoalesceStreamsPreprocessor", enabled=True
    )
    exporter.register_preprocessor("nbconvert.preprocessors.TagRemovePreprocessor", enabled=True)
    resources = {
        "style": templates.style(),
        "provenance_html": templates.render("provenance.html.j2", provenance=provenance),
    }
    body, _ = exporter.from_notebook_node(notebook, resources)
    page = _finish(body)
    if problems := gates(page):
        raise ReportError("the report is not fit to hand on: " + "; ".join(problems))
    return page


def _finish(body: str) -> str:
    """Move the headline up, number the sections, build the table of contents."""
    soup = BeautifulSoup(body, "html.parser")
    for link in soup.find_all("a", class_="anchor-link"):
        link.decompose()
    title = soup.h1
    if title is None:
        raise ReportError("the notebook has no title: its first cell should start with '# '")
    soup.title.string = title.get_text(strip=True)
    _lift_headline(soup, title)
    _merge_code(soup)
    for fold in soup.select("details.code"):
        _name_fold(soup, fold)
    taken: Counter[str] = Counter()
    contents: list[tuple[str, str]] = []
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        text = heading.get_text(" ", strip=True)
        slug = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        taken[slug] += 1
        heading["id"] = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        if heading.name == "h2":
            contents.append((heading["id"], text))
    nav = BeautifulSoup(templates.render("contents.html.j2", contents=contents), "html.parser")
    soup.select_one(".headline").insert_after(nav)
    return str(soup)


def _lift_headline(soup: BeautifulSoup, title: Tag) -> None:
    cells = soup.select(f".tag-{HEADLINE_TAG}")
    if len(cells) != 1:
        raise ReportError(
            f"the notebook has {len(cells)} cells tagged {HEADLINE_TAG!r}; it needs exactly one"
        )
    panel = cells[0].select_one(".headline")
    if panel is None:
        raise ReportError(f"the cell tagged {HEADLINE_TAG!r} should end with its Headline")
    title.insert_after(panel.extract())


def _merge_code(soup: BeautifulSoup) -> None:
    """Fold the code of neighbouring cells that show nothing into one place."""
    for cell in soup.select("main > .cell"):
        parts = [child for child in cell.children if isinstance(child, Tag)]
        if not cell.parent or [part.name for part in parts] != ["details"]:
            continue
        while (after := cell.find_next_sibling()) is not None and after.get("class", [""])[
            0
        ] == "cell":
            below = [child for child in after.children if isinstance(child, Tag)]
            if [part.name for part in below] != ["details"]:
                break
            for child in list(below[0].find_all(recursive=False))[1:]:
                parts[0].append(child.extract())
            after.decompose()


def _name_fold(soup: BeautifulSoup, fold: Tag) -> None:
    """Tell folded pieces of code apart for someone who hears the page."""
    heading = fold.find_previous(re.compile("^h[12]$"))
    aside = soup.new_tag("span", attrs={"class": "aside"})
    aside.string = f" of: {heading.get_text(' ', strip=True)}"
    fold.summary.append(aside)


def gates(page: str) -> list[str]:
    """List what makes a page unfit to be handed to someone offline; nothing when it is fit."""
    soup = BeautifulSoup(page, "html.parser")
    problems = []
    size = len(page.encode())
    if size > MAX_BYTES:
        problems.append(f"it is {size / 1e6:.1f} MB, more than {MAX_BYTES / 1e6:.0f} MB")
    if soup.find("script"):
        problems.append("it holds a script")
    for tag in soup.find_all(True):
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            value = str(tag.get(name, ""))
            if not value:
                continue
            local = value.startswith("#") or (name == "href" and re.match(r"[\w.-]+\.html$", value))
            if not local and not value.startswith("data:"):
                problems.append(f"<{tag.name} {name}> leads elsewhere: {value[:80]}")
        if any(name.lower().startswith("on") for name in tag.attrs):
            problems.append(f"<{tag.name}> holds an event handler")
    for sheet in [
        *(s.get_text() for s in soup.find_all("style")),
        *(str(tag["style"]) for tag in soup.find_all(style=True)),
    ]:
        if re.search(r"@import|url\(\s*['\"]?(?!data:|#)", sheet):
            problems.append("a style fetches from elsewhere")
    for image in soup.find_all("img"):
        alt = str(image.get("alt", "")).strip()
        if not alt or alt.lower().startswith("no description"):  # nbconvert's placeholder
            problems.append("an image has no alternative text; show figures with figures.show")
    if errors := soup.select(".output-error"):
        problems.append(f"it shows {len(errors)} error outputs")
    repeated = [i for i, n in Counter(t["id"] for t in soup.find_all(id=True)).items() if n > 1]
    if repeated:
        problems.append(f"ids are used twice: {', '.join(repeated)}")
    if (titles := len(soup.find_all("h1"))) != 1:
        problems.append(f"it has {titles} h1 headings instead of one")
    return problems


@dataclass(frozen=True)
class Change:
    """One number that a kept plan told otherwise."""

    title: str
    label: str
    then: str
    now: str


def changes(title: str, now: Headline, then: Headline) -> list[Change]:
    """List the numbers of a headline that a kept one told otherwise.

    Numbers stand at the same place in both; where their label changed, the old one stands with the old number.
    """
    return [
        Change(
            title,
            own.label,
            old.value if old.label == own.label else f"{old.value} ({old.label})",
            own.value,
        )
        for own, old in zip(now.numbers, then.numbers, strict=True)
        if (own.label, own.value) != (old.label, old.value)
    ]


@dataclass(frozen=True)
class Entry:
    """One line of the index page."""

    folder: str
    title: str
    href: str
    headline: Headline


def index(
    stages: list[Stage], root: Path, kept_plans: list[str], earlier: str | None = None
) -> str:
    """Render the index page: every report whose stage has left a headline, the decision first.

    Parameters
    ----------
    stages
        Those that are shown.
    root
        The project.
    kept_plans
        Days of kept plans.
    earlier
        Day of the kept plan that numbers are compared with; None for none.

    Raises
    ------
    ReportError
        No stage has left a headline, or the page fails one of the :func:`gates`.
    """
    entries = [
        Entry(
            folder=stage.folder,
            title=stage.desc,
            href=stage.report.name,
            headline=Headline.read(root / "data" / stage.folder / "headline.json"),
        )
        for stage in sorted(stages, key=lambda stage: not stage.decides)
    ]
    if not entries:
        raise ReportError("no stage has left a headline; run 'dvc repro'")
    moved, compared = [], False
    for entry in entries:
        then = root / plans.FOLDER / (earlier or "") / "data" / entry.folder / "headline.json"
        if earlier and then.is_file():
            compared = True
            try:
                moved += changes(entry.title, entry.headline, Headline.read(then))
            except ContractError as error:
                raise ReportError(
                    f"the plan kept for {earlier} cannot be compared: {error}"
                ) from None
    page = templates.render(
        "front.html.j2",
        entries=entries,
        watch=[text for entry in entries for text in entry.headline.watch],
        taught=[text for entry in entries for text in entry.headline.taught],
        earlier=earlier if compared else None,
        changes=moved,
        illustrative=sorted({name for entry in entries for name in entry.headline.illustrative}),
        kept_plans=kept_plans,
        style=templates.style(),
    )
    if problems := gates(page):
        raise ReportError("the index is not fit to hand on: " + "; ".join(problems))
    return page


def save(page: str, path: Path) -> None:
    """Write a page whole."""
    files.write_text(path, page if page.endswith("\n") else page + "\n")
