import asyncio
import inspect
import sys
import time

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mktlab.lab import execute, notebook, scratch
from mktlab.lab.errors import NotebookError, StorageError


def write(path, *sources, tag="parameters"):
    cells = [new_markdown_cell("# T"), new_code_cell("params = None", metadata={"tags": [tag]})]
    cells += [new_code_cell(source) for source in sources]
    notebook.write(notebook.clean(new_notebook(cells=cells)), path)
    return path


def run(tmp_path, path, params=None, say=print):
    return execute.execute(
        path,
        params or {},
        stage="test",
        executed=tmp_path / "executed" / path.name,
        cwd=tmp_path,
        say=say,
    )


def test_settings_arrive_as_plain_values_in_the_given_folder(tmp_path):
    path = write(tmp_path / "10_test.ipynb", "import os\nprint(params, os.getcwd())")
    params = {"shared": {"as_of": None, "flag": False, "small": 0.001, "text": "it's"}}
    done = run(tmp_path, path, params)
    assert done.cells[-1].outputs[0].text == f"{params} {tmp_path}\n"
    assert not (tmp_path / "executed" / path.name).exists()


def test_two_runs_give_the_same_notebook(tmp_path):
    path = write(tmp_path / "10_test.ipynb", "print(1)", "2")
    assert run(tmp_path, path) == run(tmp_path, path)


def test_a_failing_cell_is_named_with_its_error_and_the_notebook_is_left(tmp_path):
    path = write(tmp_path / "10_test.ipynb", "1", "1 / 0")
    with pytest.raises(
        NotebookError, match=r"test failed in cell 5 of 10_test.*ZeroDivisionError: division"
    ):
        run(tmp_path, path)
    assert (tmp_path / "executed" / path.name).exists()


def test_an_error_worded_for_people_is_shown_as_it_is(tmp_path):
    source = "from mktlab.lab.errors import SourceError\nraise SourceError('orders.csv is empty')"
    path = write(tmp_path / "10_test.ipynb", source)
    with pytest.raises(NotebookError, match=r"10_test\.ipynb: orders\.csv is empty\n"):
        run(tmp_path, path)


def test_a_missing_parameters_cell_is_fatal(tmp_path):
    path = write(tmp_path / "10_test.ipynb", "1", tag="parametres")
    with pytest.raises(NotebookError, match=r"10_test\.ipynb has 0 cells tagged 'parameters'"):
        run(tmp_path, path)


def test_a_kernel_that_dies_is_told(tmp_path):
    path = write(tmp_path / "10_test.ipynb", "import os\nos._exit(1)")
    with pytest.raises(NotebookError, match=r"test: the kernel died.*out of memory"):
        run(tmp_path, path)


def test_a_missing_kernel_is_told_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook, "KERNEL", "nosuchkernel")
    path = write(tmp_path / "10_test.ipynb", "1")
    with pytest.raises(NotebookError, match=r"no Jupyter kernel 'nosuchkernel'.*make env"):
        run(tmp_path, path)


def test_a_figure_with_missing_glyphs_stops_the_run(tmp_path):
    source = "import sys\nprint('Glyph 1 missing from font(s) X', file=sys.stderr)"
    with pytest.raises(NotebookError, match="a figure lacks glyphs"):
        run(tmp_path, write(tmp_path / "10_test.ipynb", source))


def test_a_long_cell_is_named_while_it_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "HEARTBEAT_SECONDS", 0.2)
    path = write(tmp_path / "10_test.ipynb", "import time\ntime.sleep(1.5)")
    said = []
    started = time.monotonic()
    run(tmp_path, path, say=said.append)
    elapsed = time.monotonic() - started
    assert any(line.startswith("test: cell 4 of 4, ") for line in said), said
    assert len(said) <= elapsed / 0.2 + 1


def test_progress_is_promised_at_least_every_30_seconds():
    assert execute.HEARTBEAT_SECONDS <= 30


def test_a_kernel_that_ends_before_it_is_ready_is_told_with_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = write(tmp_path / "10_test.ipynb", "1")
    with pytest.raises(NotebookError, match=r"test: the Jupyter kernel did not start.*make env"):
        run(tmp_path, path)


def test_a_kernel_of_that_name_elsewhere_is_not_taken(tmp_path, monkeypatch):
    spec = tmp_path / "kernels/python3/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["/nowhere"], "display_name": "x", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    source = "import sys\nsys.executable"
    done = run(tmp_path, write(tmp_path / "10_test.ipynb", source))
    assert done.cells[-1].outputs[0].data["text/plain"] == repr(sys.executable)


def test_what_the_disk_refuses_the_engine_is_told_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    source = "raise RuntimeError('IO Error: Could not write file: No space left on device')"
    path = write(tmp_path / "10_test.ipynb", source)
    with pytest.raises(NotebookError, match=r"No space left on device\nThat is: the disk is full"):
        run(tmp_path, path)


def test_a_notebook_that_cannot_be_kept_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))

    def refused(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(execute, "execute_notebook", refused)
    with pytest.raises(StorageError, match=r"^executed/10_test\.ipynb cannot be written"):
        run(tmp_path, write(tmp_path / "10_test.ipynb", "1"))


def test_the_kernel_holds_what_the_run_holds(tmp_path):
    held = scratch.hold(tmp_path)
    path = write(tmp_path / "10_test.ipynb", f"import os\nos.fstat({held}).st_ino")
    done = execute.execute(
        path, {}, stage="test", executed=tmp_path / "executed" / path.name, cwd=tmp_path, held=held
    )
    scratch.release(held)
    assert done.cells[-1].outputs[0].data["text/plain"] == str(tmp_path.stat().st_ino)


@pytest.mark.parametrize("ending", [True, False])
def test_a_kernel_that_is_asked_to_end_is_not_interrupted_first(ending, monkeypatch):
    """It would write of an error where there is none."""
    asked = []

    async def interrupt(_):
        asked.append("interrupted")

    monkeypatch.setattr(execute.AsyncKernelManager, "_async_interrupt_kernel", interrupt)
    manager = execute._KernelManager()
    manager.shutting_down = ending
    asyncio.run(manager._async_interrupt_kernel())
    assert bool(asked) is not ending


def test_jupyter_still_interrupts_where_the_lab_looks_for_it():
    """The name is Jupyter's own and not promised to anyone."""
    source = inspect.getsource(execute.AsyncKernelManager._async_shutdown_kernel)
    assert "self._async_interrupt_kernel()" in source
