"""Executed notebook to one offline HTML page, and the gates a page must pass."""

import re
from collections import Counter
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from mktlab.lab import files, templates
from mktlab.lab.errors import ReportError
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


def gates(page: str, most: int = MAX_BYTES) -> list[str]:
    """List what makes a page unfit to be handed to someone offline; nothing when it is fit.

    Parameters
    ----------
    page
        HTML.
    most
        Bytes it may have.
    """
    soup = BeautifulSoup(page, "html.parser")
    problems = []
    size = len(page.encode())
    if size > most:
        problems.append(f"it is {size / 1e6:.2f} MB, more than {most / 1e6:g} MB")
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


def save(page: str, path: Path) -> None:
    """Write a page whole."""
    files.write_text(path, page if page.endswith("\n") else page + "\n")
