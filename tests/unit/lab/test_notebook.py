import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mktlab.lab import notebook
from mktlab.lab.errors import NotebookError


def authored():
    cells = [
        new_markdown_cell("# Title", id="a"),
        new_code_cell("params = None", id="b", metadata={"tags": ["parameters"]}),
        new_code_cell("1 + 1", id="c"),
    ]
    return notebook.clean(new_notebook(cells=cells))


def as_saved_by_jupyterlab():
    """The same notebook after someone opened, ran and saved it."""
    nb = authored()
    nb.metadata["language_info"] |= {"version": "3.13.0", "mimetype": "text/x-python"}
    nb.metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    nb.metadata["widgets"] = {}
    nb.cells[2].execution_count = 7
    nb.cells[2].outputs = [new_output("execute_result", {"text/plain": "2"}, execution_count=7)]
    nb.cells[2].metadata |= {"execution": {"iopub.status.busy": "2020"}, "collapsed": False}
    nb.cells[0].metadata |= {"editable": True, "jp-MarkdownHeadingCollapsed": True}
    return nb


def test_running_and_saving_changes_nothing_in_the_copy(tmp_path):
    for name, nb in (("a", authored()), ("b", as_saved_by_jupyterlab())):
        nbformat.write(nb, tmp_path / f"{name}.ipynb")
        notebook.write(notebook.clean(notebook.read(tmp_path / f"{name}.ipynb")), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert b'"outputs": []' in (tmp_path / "a").read_bytes()


def test_a_change_of_code_text_or_tag_shows_in_the_copy():
    base = notebook.clean(authored())
    for change in ("source", "tags"):
        nb = authored()
        if change == "source":
            nb.cells[2].source = "1 + 2"
        else:
            nb.cells[2].metadata["tags"] = ["headline"]
        assert notebook.clean(nb) != base


def test_cell_ids_are_kept():
    assert [cell.id for cell in notebook.clean(as_saved_by_jupyterlab()).cells] == ["a", "b", "c"]


def test_the_copy_is_a_valid_notebook():
    nbformat.validate(notebook.clean(as_saved_by_jupyterlab()))


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([], "has 0 cells tagged 'parameters'"),
        (["params = None", "params = None"], "has 2 cells tagged"),
        (["params = {}"], "not exactly 'params = None'"),
        (["params = None\nx = 1"], "not exactly"),
    ],
)
def test_a_missing_or_other_parameters_cell_is_told(cells, problem):
    nb = new_notebook(cells=[new_code_cell(c, metadata={"tags": ["parameters"]}) for c in cells])
    assert problem in notebook.parameters_problem(nb)
    assert notebook.parameters_problem(authored()) is None


@pytest.mark.parametrize("text", ["", "{", '{"nbformat": 4, "cells": [', "[]"])
def test_a_truncated_notebook_is_told_with_the_remedy(tmp_path, text):
    path = tmp_path / "10_x.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match="cut short or not a notebook; restore it from git"):
        notebook.read(path)
    with pytest.raises(NotebookError, match="is missing"):
        notebook.read(tmp_path / "none.ipynb")


def test_normalising_removes_all_that_varies():
    def executed(moment, random_id):
        nb = as_saved_by_jupyterlab()
        nb.cells.insert(
            2,
            new_code_cell(
                "params = {'a': 1}", id=random_id, metadata={"tags": ["injected-parameters"]}
            ),
        )
        nb.metadata["papermill"] = {"start_time": moment}
        for cell in nb.cells:
            cell.metadata["papermill"] = {"start_time": moment}
        return nb

    first = notebook.normalise(executed("2020", "aaaa1111"))
    second = notebook.normalise(executed("2021", "bbbb2222"))
    assert first == second
    assert first.cells[3].outputs[0].data["text/plain"] == "2"


def test_missing_glyphs_are_found_among_warnings():
    nb = authored()
    warning = "UserWarning: Glyph 20013 (\\N{CJK}) missing from font(s) DejaVu Sans.\n"
    nb.cells[2].outputs = [new_output("stream", name="stderr", text="note\n" + warning)]
    assert notebook.warned_glyphs(nb) == [warning.strip()]
    assert notebook.stderr(nb).startswith("note")
