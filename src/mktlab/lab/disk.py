"""What a disk refuses, in plain words: it is full, or nothing may be written there."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mktlab.lab import paths
from mktlab.lab.errors import LabError, StorageError

UNFINISHED = ".partial"  # end of the name of a file until it is whole
AGAIN = "then run the same command again"
REMEDIES = {
    errno.ENOSPC: f"the disk is full; make room on it, {AGAIN}",
    errno.EDQUOT: f"this user's share of the disk is used up; make room in it, {AGAIN}",
    errno.EFBIG: f"no file may grow that large here; raise the limit (ulimit -f), {AGAIN}",
    errno.EROFS: f"the disk is read-only; make it writable, {AGAIN}",
    errno.EACCES: f"this user may not; give the right to it (chmod, chown), {AGAIN}",
    errno.EPERM: f"this user may not; give the right to it (chmod, chown), {AGAIN}",
    errno.EIO: f"the disk fails; look at its health, {AGAIN}",
}
# What the engine says where a limit of its own is met before the disk's.
SPILLED = (
    "failed to offload data block",
    "the engine needs more room than memory and disk have; make room on the disk, let machine.spill in "
    f"params.yaml name a roomier folder or machine.memory more memory, {AGAIN}",
)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Word what a disk refuses while a file is written.

    Raises
    ------
    StorageError
        The disk refused; any other failure is passed on as it is.
    """
    try:
        yield
    except LabError:
        raise
    except Exception as error:  # engines raise what they like
        if (told := refusal(error, path)) is None:
            raise
        raise told from None


def refusal(error: Exception, path: Path) -> StorageError | None:
    """Word an error that was met while a file was written; None where it is not the disk's."""
    if (told := remedy(error)) is None:
        return None
    named = getattr(error, "filename", None)
    # Of a file that is not finished, a reader knows the name it was to have.
    where = path if named is None or Path(named).suffix == UNFINISHED else Path(named)
    return StorageError(f"{shown(where)} cannot be written: {told}")


def remedy(error: BaseException | str) -> str | None:
    """Say what the disk refused and what to do; None where an error is of another kind.

    Parameters
    ----------
    error
        An error, or its text where that is all there is: engines and kernels hand over no number.
    """
    text = str(error)
    number = getattr(error, "errno", None)
    if number is None:
        number = next((code for code in REMEDIES if os.strerror(code) in text), None)
    if number in REMEDIES:
        return REMEDIES[number]
    return SPILLED[1] if SPILLED[0] in text else None


def shown(path: Path) -> str:
    """A path as it is told: from the project's folder where it lies within."""
    root = paths.root()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
