"""Notebooks as files: reading, output-free copies, and removing what varies between runs."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from mktlab.lab import files, texts
from mktlab.lab.errors import NotebookError, SettingsError

KERNEL = "python3"
PARAMETERS = "params = None"


def read(path: Path) -> NotebookNode:
    """Read a notebook.

    Raises
    ------
    NotebookError
        The file is missing or is not a whole notebook.
    """
    try:
        found = nbformat.reads(texts.read(path), as_version=4)
    except SettingsError as error:
        raise NotebookError(f"notebook {error}") from None
    except (
        nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, KeyError, TypeError,
        RecursionError,
    ):  # fmt: skip
        raise NotebookError(
            f"notebook {path} is cut short or not a notebook; restore it from git"
        ) from None
    return found


def clean(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with only what an author writes: sources, cell ids and tags.

    Outputs, counts, and everything JupyterLab or a kernel notes down are left out, so that opening,
    running and saving a notebook gives the same copy.
    """
    cells = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        kept = {
            "cell_type": cell.cell_type,
            "id": cell.get("id") or f"cell-{len(cells)}",
            "metadata": {"tags": list(tags)} if tags else {},
            "source": cell.source,
        }
        if cell.cell_type == "code":
            kept |= {"execution_count": None, "outputs": []}
        cells.append(NotebookNode(kept))
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": KERNEL},
        "language_info": {"name": "python"},
    }
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook in the one form that git and DVC see."""
    files.write_text(
        path, nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
    )


def parameters_problem(notebook: NotebookNode) -> str | None:
    """Say what is wrong with a notebook's parameters cell, or None.

    Papermill only warns where there is no such cell; here it is fatal, since the notebook would run
    on something else than the stage's settings.
    """
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        return f"has {len(tagged)} cells tagged 'parameters'; it needs exactly one"
    if tagged[0].source.strip() != PARAMETERS:
        return f"has a parameters cell that is not exactly {PARAMETERS!r}"
    return None


def warned_glyphs(notebook: NotebookNode) -> list[str]:
    """List the warnings about characters that a figure could not draw."""
    return [line for line in stderr(notebook).splitlines() if "missing from font" in line]


def stderr(notebook: NotebookNode) -> str:
    """Return all that the cells wrote to standard error."""
    return "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
    )


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of an executed notebook without anything that varies between runs.

    Papermill writes times everywhere and gives the cell it injects a random id.
    """
    done = clean(notebook)
    for number, (cell, source) in enumerate(zip(done.cells, notebook.cells, strict=True)):
        if "injected-parameters" in source.metadata.get("tags", []):
            cell.id = f"injected-{number}"
        if cell.cell_type == "code":
            cell.outputs = source.outputs
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return done
