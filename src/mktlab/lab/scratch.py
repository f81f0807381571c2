"""Folders for what need not last: gone with what they were made for, or swept up after it was killed.

Whoever makes such a folder holds a lock on it, which the system lets go of however the process ends. A
folder that nobody holds is therefore left over, and the next one to be made beside it sweeps it up. Where
there are no such locks (on Windows, and on some file systems of a network) nothing is swept.
"""

import contextlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


class Scratch:
    """A folder of its own for what need not last.

    It is gone at the end of a ``with``, or with the object that it was made to last with.

    Parameters
    ----------
    parent
        The folder to make it in, made if it is not there; what is left over in it of the same prefix is
        swept up.
    prefix
        Start of its name.
    """

    def __init__(self, parent: Path, prefix: str):
        parent.mkdir(parents=True, exist_ok=True)
        with _alone(parent):
            _sweep(parent, prefix)
            self.path = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
            self._held = hold(self.path)

    def last_with(self, owner: object) -> Path:
        """Let the folder go when ``owner`` goes, or at the end of the process; return its path."""
        weakref.finalize(owner, self.remove)
        return self.path

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        # What another process may still hold open on Windows is left to the system.
        shutil.rmtree(self.path, ignore_errors=True)
        release(self._held)
        self._held = None

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_) -> None:
        self.remove()


def hold(folder: Path) -> int | None:
    """Take the lock on a folder, which lasts until the descriptor is closed or the process ends.

    Returns
    -------
    int or None
        The descriptor; None where folders cannot be locked.

    Raises
    ------
    BlockingIOError
        Someone else holds it.
    """
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # the file system has no locks
        os.close(descriptor)
        return None
    return descriptor


def release(held: int | None) -> None:
    """Let go of what :func:`hold` took."""
    if held is not None:
        os.close(held)


def left(parent: Path, prefix: str) -> Iterator[Path]:
    """Give the folders of a prefix whose makers are gone, each held while it is looked at."""
    for path in sorted(parent.glob(f"{prefix}*")):
        if path.is_symlink() or not path.is_dir():
            continue
        try:
            held = hold(path)
        except BlockingIOError:
            continue
        if held is not None:
            try:
                yield path
            finally:
                os.close(held)


def sweep(parent: Path, prefix: str) -> list[Path]:
    """Remove the folders of a prefix whose makers are gone; return what they were."""
    if not parent.is_dir():
        return []
    with _alone(parent):
        return _sweep(parent, prefix)


def _sweep(parent: Path, prefix: str) -> list[Path]:
    gone = []
    for path in left(parent, prefix):
        shutil.rmtree(path, ignore_errors=True)
        gone.append(path)
    return gone


@contextlib.contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Let nobody sweep between the making of a folder and the lock on it."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # without locks, nothing is swept either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
