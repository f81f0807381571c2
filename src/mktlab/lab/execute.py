"""Running a notebook with Papermill, with its warnings made errors and its progress made plain."""

import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook
from papermill.engines import NBClientEngine, papermill_engines

from mktlab.lab import disk, errors, notebook
from mktlab.lab.errors import NotebookError

HEARTBEAT_SECONDS = 20.0


class _KernelManager(AsyncKernelManager):
    """Talks to the kernel through a local socket file, which no other user of the machine can read.

    Windows has no such sockets; there it stays with TCP on loopback.
    """

    if sys.platform != "win32":
        transport = "ipc"

    held: int | None = None  # what the kernel inherits, so that it counts as part of this run

    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        """Know this environment's own kernel and no other: one of its name elsewhere may be anything."""
        return KernelSpecManager(parent=self, kernel_dirs=[])

    async def start_kernel(self, **words) -> None:
        if self.held is not None:
            words["pass_fds"] = (self.held,)
        await super().start_kernel(**words)

    async def _async_interrupt_kernel(self) -> None:
        """Leave a kernel alone that is asked to end: it has nothing to do, and would call the interrupt an error.

        Jupyter interrupts it first all the same. One that still works is ended some seconds after it was asked.
        """
        if not self.shutting_down:
            await super()._async_interrupt_kernel()


class _Engine(NBClientEngine):
    """Papermill's engine, saying at least every 30 seconds which cell is running."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, stage, say, **kwargs):
        with _heartbeat(lambda: f"{stage}: {_running_cell(nb_man)}", say):
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


papermill_engines.register("mktlab", _Engine)


def _running_cell(nb_man) -> str:
    for number, cell in enumerate(nb_man.nb.cells, start=1):
        if cell.metadata.get("papermill", {}).get("status") == nb_man.RUNNING:
            return f"cell {number} of {len(nb_man.nb.cells)}"
    return "starting the kernel"


@contextmanager
def _heartbeat(describe: Callable[[], str], say: Callable[[str], None]):
    done = threading.Event()
    started = time.monotonic()

    def beat():
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"{describe()}, {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def execute(
    source: Path,
    params: Mapping[str, Any],
    *,
    stage: str,
    executed: Path,
    cwd: Path,
    say: Callable[[str], None] = print,
    held: int | None = None,
) -> NotebookNode:
    """Run a notebook on a stage's settings and return it normalised.

    Parameters
    ----------
    source
        The output-free notebook.
    params
        Sections of settings as plain values, put into the cell after the parameters cell.
    stage
        Name used in progress lines and messages.
    executed
        Where the notebook is kept while it runs and left when it fails.
    cwd
        Folder the kernel works in.
    say
        What prints a progress line.
    held
        A lock that lasts until the kernel too has ended; see :func:`mktlab.lab.process.alone`.

    Raises
    ------
    StorageError
        The disk refuses.
    NotebookError
        The notebook cannot be run or a cell failed. The message is the cell's own where that was
        worded for a person.
    """
    if problem := notebook.parameters_problem(notebook.read(source)):
        raise NotebookError(f"notebook {source.name} {problem}")
    manager = type("KernelManager", (_KernelManager,), {"held": held})
    try:
        executed.parent.mkdir(parents=True, exist_ok=True)
        done = execute_notebook(
            source,
            executed,
            parameters={"params": dict(params)},
            engine_name="mktlab",
            kernel_name=notebook.KERNEL,
            progress_bar=False,
            cwd=cwd,
            kernel_manager_class=manager,
            stage=stage,
            say=say,
        )
    except PapermillExecutionError as error:
        raise NotebookError(_explain(stage, executed, error)) from None
    except NoSuchKernel:
        raise NotebookError(
            f"no Jupyter kernel {notebook.KERNEL!r} in {sys.prefix}; make the environment again with 'make env'"
        ) from None
    except DeadKernelError:
        raise NotebookError(
            f"{stage}: the kernel died while running {executed.name} (often: out of memory); "
            f"the part that ran is in {executed}"
        ) from None
    except RuntimeError as error:
        if not str(error).startswith("Kernel "):
            raise
        raise NotebookError(
            f"{stage}: the Jupyter kernel did not start ({error}); what it said stands above; run this again, or "
            "make the environment again with 'make env'"
        ) from None
    except OSError as error:
        if (told := disk.refusal(error, executed)) is None:
            raise
        raise told from None
    if problems := notebook.warned_glyphs(done):
        raise NotebookError(f"{stage}: a figure lacks glyphs: {problems[0]}")
    executed.unlink()
    return notebook.normalise(done)


def _explain(stage: str, executed: Path, error: PapermillExecutionError) -> str:
    # The injected parameters cell shifts what follows; cell_index counts what Papermill ran.
    where = f"{stage} failed in cell {error.cell_index + 1} of {executed.name}"
    worded = error.ename in errors.NAMES
    message = error.evalue if worded else f"{error.ename}: {error.evalue}"
    if not worded and (told := disk.remedy(error.evalue)):
        message += f"\nThat is: {told}"
    return f"{where}: {message}\nThe notebook as far as it ran is {executed}"
