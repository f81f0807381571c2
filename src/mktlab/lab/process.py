"""A run as a process: one of a stage at a time, and none that goes on when DVC is gone."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from mktlab.lab import scratch
from mktlab.lab.errors import LabError

PARENT = os.getppid()  # as soon as can be: loading the rest takes a second
PATIENCE_SECONDS = 20.0  # for what is left of a killed run to end by itself
LOOK_SECONDS = 1.0
COMMAND = "mktlab"


@contextmanager
def alone(folder: Path, stage: str) -> Iterator[int | None]:
    """Let one process at a time run a stage; yields what a child must inherit to count as that run.

    Parameters
    ----------
    folder
        The stage's folder, made if it is not there.
    stage
        Its name, for the message.

    Raises
    ------
    LabError
        Another process is still running the stage.
    """
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            held = scratch.hold(folder)
            break
        except BlockingIOError:
            if time.monotonic() > until:
                raise LabError(
                    f"another process is running the stage {stage}; wait until it has ended, or end it, and "
                    "run this again"
                ) from None
            time.sleep(0.2)
    try:
        yield held
    finally:
        scratch.release(held)


@contextmanager
def ending_with_dvc(stage: str, say: Callable[[str], None]) -> Iterator[None]:
    """End this process as soon as the DVC that started it has gone.

    DVC that was killed leaves its command running, which would write outputs that nobody waits for, and
    perhaps over those of the next run. The kernel ends by itself when this process does. Without DVC
    nothing is watched: a run may outlive the shell it was started from.
    """
    if "DVC_STAGE" not in os.environ:
        yield
        return
    done = threading.Event()

    dvc = started_by()

    def watch():
        while not orphaned(dvc):
            if done.wait(LOOK_SECONDS):
                return
        try:
            say(f"{stage}: DVC, which ran this stage, has gone; ending")
        finally:
            os._exit(1)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def started_by() -> int:
    """Give the number of the process that started this one, past a shell that only runs this command.

    DVC hands a command to a shell. Many shells become the command; others (Debian's sh) wait for it, and
    would be waiting still when DVC is gone.
    """
    try:
        parent = psutil.Process(PARENT)
        words = parent.cmdline()
        waits = len(words) > 2 and words[-2] == "-c" and COMMAND in words[-1]
        return parent.ppid() if waits else PARENT
    except psutil.Error:  # it has gone, or tells nothing
        return PARENT


def orphaned(starter: int = PARENT) -> bool:
    """Whether what started this process has gone; orphans are given to a process of another group.

    The group is looked at since the starter may have gone before this module was loaded.

    Parameters
    ----------
    starter
        As :func:`started_by` gave it.
    """
    if os.getppid() != PARENT:
        return True
    if starter != PARENT:
        try:
            if psutil.Process(PARENT).ppid() != starter:
                return True
        except psutil.Error:
            return True
    if not hasattr(os, "getpgid"):  # Windows, where an orphan keeps its parent's number
        return False
    try:
        return os.getpgid(starter) != os.getpgrp()
    except ProcessLookupError:
        return True
    except PermissionError:  # some systems tell nothing of other sessions
        return False
