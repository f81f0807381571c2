"""What killed runs left behind, and clearing it.

A run that is killed leaves no output under its name that is not whole. What it may leave are unfinished
files, folders for what need not last, and DVC's own notes torn in the middle, with which DVC does not
start. The first two go with the next run of the stage; ``mktlab tidy``, which ``make report`` calls first,
clears all three.
"""

import json
import time
from pathlib import Path

from mktlab.lab import files, pipeline, plans, scratch, settings, tables, upstream
from mktlab.lab.errors import LabError, SettingsError

STAGING = ".staging-"  # start of the names of folders, under data/, for copies of a stranger's rows
RUNNING = Path(".dvc/tmp/rwlock")  # DVC's note of which process reads and writes what
CONFLICT = "<<<<<<< "
EXECUTED = Path("reports/.executed")  # where notebooks stand while they run
STALE_SECONDS = 60.0  # after which nobody is still writing a small file


def sweep_stage(stage: pipeline.Stage, root: Path) -> list[Path]:
    """Remove what a stage has not finished, of the outputs it declares; the caller runs the stage alone."""
    gone = []
    for out in stage.outs:
        path = root / out.path
        for partial in (files.unfinished(path), tables.unfinished(path.parent, path.stem)):
            if partial.is_file():
                partial.unlink()
                gone.append(partial.relative_to(root))
    return gone


def tidy(root: Path) -> list[str]:
    """Clear everything; return a line on each thing that was cleared.

    Raises
    ------
    SettingsError
        ``dvc.lock`` holds a merge conflict, which is for a person to settle.
    """
    told = [line for line in (_mend_lock(root), _mend_running(root)) if line]
    plans.recover(root)
    machine = settings.machine()
    gone = [
        *scratch.sweep(root / "data", STAGING),
        *scratch.sweep(root / machine.spill, settings.SPILLS),
    ]
    gone = [path.relative_to(root) if path.is_relative_to(root) else path for path in gone]
    for stage in pipeline.stages(root).values():
        gone += _sweep_idle(stage, root)
    gone += _sweep_old(root)
    return told + [f"{path} was left by a run that was killed; removed" for path in gone]


def _sweep_idle(stage: pipeline.Stage, root: Path) -> list[Path]:
    if stage.notebook is None:
        return []
    folder = root / "data" / stage.folder
    if not folder.is_dir():
        return []
    try:
        held = scratch.hold(folder)
    except BlockingIOError:  # it is running
        return []
    try:
        return sweep_stage(stage, root) + _sweep_executed(stage, root)
    finally:
        scratch.release(held)


def _sweep_executed(stage: pipeline.Stage, root: Path) -> list[Path]:
    """Remove the notebook of a run that failed or was killed once the stage's report is newer.

    The next run takes it away by itself; but DVC may bring a stage's outputs from its cache and run nothing.
    """
    executed, made = root / EXECUTED / f"{stage.folder}.ipynb", root / stage.report
    # Not the time of its contents: what DVC links from its cache was written long ago.
    if executed.is_file() and made.exists() and made.lstat().st_ctime > executed.stat().st_mtime:
        executed.unlink()
        return [executed.relative_to(root)]
    return []


def _sweep_old(root: Path) -> list[Path]:
    """Remove small files that other commands have not finished: nothing says who writes them, so by age."""
    gone = []
    for folder in (
        root,
        root / "data/raw",
        root / "notebooks",
        root / pipeline.CLEAN,
        root / "reports",
    ):
        for path in sorted(folder.glob(f".*{files.UNFINISHED}")):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink()
                gone.append(path.relative_to(root))
    return gone


def _mend_lock(root: Path) -> str | None:
    """Take away a ``dvc.lock`` that DVC was killed over: DVC writes it in place, and reads no half of one."""
    path = root / upstream.LOCK
    try:
        upstream.recorded(root)
    except SettingsError:
        if CONFLICT in path.read_text(encoding="utf-8", errors="replace"):
            raise SettingsError(
                f"{path.name} holds a merge conflict; take either side with 'git checkout --ours {path.name}' or "
                "'--theirs', then run 'dvc repro', which writes it as it should be"
            ) from None
        path.unlink()
        return (
            f"{path.name} was cut short, as by a run that was killed; removed: 'dvc repro' writes it anew, and git "
            "has the one committed last"
        )
    return None


def _mend_running(root: Path) -> str | None:
    """Take away DVC's note of running processes where it is torn; one that lives writes it whole at once."""
    path = root / RUNNING
    for _ in range(3):
        try:
            json.loads(path.read_text(encoding="utf-8"))
            return None
        except FileNotFoundError:
            return None
        except ValueError:
            time.sleep(0.2)
    try:
        path.unlink()
    except OSError as error:
        raise LabError(f"{RUNNING} is torn and cannot be removed: {error.strerror}") from None
    return f"{RUNNING} was torn by a run that was killed; removed"
