"""Tables for use outside of the lab: CSV that a spreadsheet opens without harm."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as arrow
import pyarrow.compute as compute
from pyarrow import csv

from mktlab.lab import files

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it, spreadsheets guess the encoding, and guess wrong


def write_csv(batches: Iterable[arrow.RecordBatch], schema: arrow.Schema, path: Path) -> None:
    """Write rows as CSV, so that the file's name never stands for half of it.

    Texts that a spreadsheet would take for a formula get an apostrophe before them.
    """
    with files.whole(path) as partial, partial.open("wb") as stream:
        stream.write(BYTE_ORDER_MARK)
        with csv.CSVWriter(stream, schema, write_options=csv.WriteOptions()) as writer:
            for batch in batches:
                writer.write_batch(harmless(batch.cast(schema)))


def harmless(batch: arrow.RecordBatch) -> arrow.RecordBatch:
    """Put an apostrophe before every text that begins as a formula does."""
    columns = [
        compute.if_else(
            compute.match_substring_regex(column, FORMULA),
            compute.binary_join_element_wise("'", column, ""),
            column,
        )
        if arrow.types.is_string(column.type) or arrow.types.is_large_string(column.type)
        else column
        for column in batch.columns
    ]
    return arrow.RecordBatch.from_arrays(columns, names=batch.schema.names)
