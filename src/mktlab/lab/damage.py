"""Whether a file that a stage left can still be read."""

import json
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet as parquet

REMEDY = "'dvc repro' makes it again"
ROWS_AT_ONCE = 250_000


def footer(path: Path) -> str | None:
    """Say what is wrong with a Parquet file's own table of contents, or None: quick, and finds a cut file."""
    try:
        parquet.read_metadata(path)
    except (arrow.ArrowException, OSError) as error:
        return _worded(error)
    return None


def found(path: Path) -> str | None:
    """Read a Parquet or JSON file to its end and say what is wrong with it, or None.

    The lab's own tables carry checksums, so that altered bytes do not pass for rows.
    """
    if not path.is_file():
        return "is not there"
    try:
        if path.suffix == ".parquet":
            with parquet.ParquetFile(path, page_checksum_verification=True) as stream:
                for _ in stream.iter_batches(ROWS_AT_ONCE):
                    pass
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
    except (arrow.ArrowException, OSError, ValueError) as error:
        return _worded(error)
    return None


def _worded(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "may not be read by this user"
    return f"is cut short or damaged ({' '.join(str(error).split())[:200]})"
