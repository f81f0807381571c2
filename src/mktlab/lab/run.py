"""One stage, from settings to report."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from nbformat import NotebookNode

from mktlab.lab import (
    execute,
    files,
    leftovers,
    notebook,
    paths,
    pipeline,
    process,
    provenance,
    report,
    upstream,
)
from mktlab.lab.errors import LabError, NotebookError


def run(name: str, load: Callable[[pipeline.Stage], SimpleNamespace]) -> None:
    """Run one stage: validate, execute its notebook, render its report, check its outputs.

    Parameters
    ----------
    name
        A stage of ``dvc.yaml`` that has a notebook.
    load
        Validates the params sections that the stage declares. It is handed in because the rooms
        own their settings and the machinery knows no room.

    Raises
    ------
    LabError
        Anything a person can mend; nothing is left under the report's name then.
    """
    root = paths.root()
    stage = pipeline.stage(name, root)
    _require_own_code(root)
    with (
        process.ending_with_dvc(name, _say),
        process.alone(root / "data" / stage.folder, name) as held,
    ):
        leftovers.sweep_stage(stage, root)
        _run(stage, load, root, held)


def _run(
    stage: pipeline.Stage,
    load: Callable[[pipeline.Stage], SimpleNamespace],
    root: Path,
    held: int | None,
) -> None:
    name = stage.name
    _require_fresh_copy(stage, root)
    settings = load(stage)
    for told in upstream.changed(stage, root):
        print(f"{name}: {told}", file=sys.stderr, flush=True)
    params = {key: model.model_dump(mode="json") for key, model in vars(settings).items()}
    # What Jupyter looks for must come from this environment, not from the user's home, and the kernel must
    # find the project whatever its working folder.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    os.environ["DVC_ROOT"] = str(root)
    started = time.monotonic()
    print(f"{name}: running notebooks/{stage.folder}.ipynb", flush=True)
    done = execute.execute(
        root / stage.notebook,
        params,
        stage=name,
        executed=root / leftovers.EXECUTED / f"{stage.folder}.ipynb",
        cwd=root / "notebooks",
        say=_say,
        held=held,
    )
    # A warning has no place in a director's report, but the person at the terminal should see it.
    if warned := notebook.stderr(done).strip():
        print(warned, file=sys.stderr, flush=True)
    page = report.render(done, provenance.of(stage, params, root))
    missing = [
        str(out.path)
        for out in stage.outs
        if out.path != stage.report and not (root / out.path).exists()
    ]
    if missing:
        raise LabError(f"{name} ran but did not write {', '.join(missing)}, declared in dvc.yaml")
    report.save(page, root / stage.report)
    print(f"{name}: done in {time.monotonic() - started:.0f} s, {stage.report}", flush=True)


def _say(line: str) -> None:
    print(line, flush=True)


def _require_own_code(root: Path) -> None:
    """Refuse to run other code than the project's, of which the report and DVC tell.

    The environment knows one folder with the package. A copy of the project, as DVC makes one for an
    experiment in a folder of its own, may hold another state of it.
    """
    declared, running = root / "src" / "mktlab", Path(__file__).parents[1]
    if not declared.is_dir() or declared.samefile(running):
        return
    if files.digest(declared) != files.digest(running):
        raise LabError(
            f"the package that runs is {running}, which is not the same as {declared}; put that one first: "
            f"PYTHONPATH={declared.parent}"
        )


def _require_fresh_copy(stage: pipeline.Stage, root: Path) -> None:
    """Refuse to run an old copy of a notebook; within DVC the stage ``clean`` has just made it."""
    source = root / "notebooks" / stage.notebook.name
    copy = root / stage.notebook
    if not _holds(copy, notebook.clean(notebook.read(source))):
        raise LabError(
            f"{stage.notebook} is not a copy of notebooks/{source.name} as it is now; "
            "run 'mktlab clean' first, or 'dvc repro', which does both"
        )


def _holds(copy: Path, wanted: NotebookNode) -> bool:
    try:
        return notebook.read(copy) == wanted
    except NotebookError:  # missing or cut short: made again, as an old one is
        return False
