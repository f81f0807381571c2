"""Table contracts, and the one way a table is written.

A contract says what one row stands for, which columns identify it, in what order rows are kept and
what each column may hold. A table that breaks its contract is never left under its own name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as arrow
import pyarrow.parquet as parquet
from ibis.backends import BaseBackend

from mktlab.lab import damage, disk, engine, exports, files, paths
from mktlab.lab.errors import ContractError, StorageError

MONEY = dt.Decimal(18, 2)
ROWS_PER_GROUP = 250_000


@dataclass(frozen=True)
class Rule:
    """What every value of a column must satisfy: a name for messages, and a test in the engine."""

    name: str
    holds: Callable[[ir.Column], ir.BooleanColumn]


def at_least(low: float) -> Rule:
    """Values are ``low`` or more."""
    return Rule(f"at least {low}", lambda values: values >= low)


def between(low: float, high: float) -> Rule:
    """Values lie from ``low`` to ``high``, both included."""
    return Rule(f"from {low} to {high}", lambda values: values.between(low, high))


@dataclass(frozen=True)
class Column:
    """One column: its Ibis type, what it means (with its unit), what its values must satisfy."""

    dtype: dt.DataType
    description: str
    rule: Rule | None = None
    nullable: bool = False


def column(
    dtype: str | dt.DataType, description: str, rule: Rule | None = None, *, nullable: bool = False
) -> Column:
    """Declare a :class:`Column`."""
    return Column(dt.dtype(dtype), description, rule, nullable)


@dataclass(frozen=True)
class Contract:
    """What a table promises.

    Attributes
    ----------
    name
        The table's name, and its file's name before ``.parquet``.
    grain
        What one row stands for.
    key
        Columns that together identify a row.
    order
        Columns that rows are sorted by; they hold the key, so that no ties are left and two runs
        write equal bytes.
    columns
        Declared columns in the order they are kept.
    more
        Whether further columns may follow (a source's own attributes).
    """

    name: str
    grain: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    columns: Mapping[str, Column]
    more: bool = False

    def __post_init__(self):
        if not set(self.key) <= set(self.order) <= set(self.columns):
            raise ValueError(
                f"contract {self.name!r}: key {self.key} must lie within order {self.order}, and "
                f"order within the columns {tuple(self.columns)}"
            )

    @property
    def schema(self) -> ibis.Schema:
        """The declared columns and their types."""
        return ibis.schema({name: spec.dtype for name, spec in self.columns.items()})

    def lay(self, rows: Sequence[Mapping]) -> ir.Table:
        """Make a small table of rows; a column that a row has not is null there, and so is what is not a number."""
        schema = self.schema.to_pyarrow()
        columns = {
            field.name: arrow.array(
                [row.get(field.name) for row in rows], field.type, from_pandas=True
            )
            for field in schema
        }
        return ibis.memtable(arrow.table(columns, schema=schema))

    def shape(self, expr: ir.Table) -> ir.Table:
        """Select, cast and sort an expression into the contract's form.

        Raises
        ------
        ContractError
            A declared column is missing, or an undeclared one is present.
        """
        missing = [name for name in self.columns if name not in expr.columns]
        extra = [name for name in expr.columns if name not in self.columns]
        if missing or (extra and not self.more):
            raise ContractError(
                f"table {self.name!r} lacks columns {missing} and has undeclared columns {extra}"
            )
        typed = {name: expr[name].cast(spec.dtype) for name, spec in self.columns.items()}
        return expr.select(**typed, **{name: expr[name] for name in sorted(extra)}).order_by(
            *self.order
        )

    def check(self, table: ir.Table) -> None:
        """Check every promise on a table, in one query of the engine.

        Raises
        ------
        ContractError
            Naming table, column, rule, the number of rows that break it and up to three of their
            keys.
        """
        broken = self._promises(table)
        keys = table.select(*self.key).distinct()
        (counts,) = engine.few(
            table.aggregate(
                **{str(number): rows.sum() for number, (_, rows) in enumerate(broken)},
                rows=table.count(),
            )
        )
        (apart,) = engine.few(keys.aggregate(keys=keys.count()))
        found = [
            f"{what} in {count:,} rows, such as {self._examples(table.filter(rows))}"
            for number, (what, rows) in enumerate(broken)
            if (count := counts[str(number)])
        ]
        if twice := counts["rows"] - apart["keys"]:
            found.append(f"{twice:,} rows repeat the key {', '.join(self.key)}")
        if found:
            raise ContractError(f"table {self.name!r} ({self.grain}): " + "; ".join(found))

    def _promises(self, table: ir.Table) -> list[tuple[str, ir.BooleanColumn]]:
        """Each promise as what breaking it means and which rows do."""
        found = []
        for name, spec in self.columns.items():
            values = table[name]
            if not spec.nullable:
                found.append((f"column {name!r} is null", values.isnull()))
            if spec.dtype.is_floating():
                bad = (values.isnan() | values.isinf()).fill_null(False)
                found.append((f"column {name!r} is not a finite number", bad))
            if spec.rule:
                bad = ~spec.rule.holds(values).fill_null(True)
                found.append((f"column {name!r} is not {spec.rule.name}", bad))
        return found

    def _examples(self, broken: ir.Table) -> str:
        rows = engine.few(broken.select(*self.key).order_by(*self.key).limit(3))
        return ", ".join("/".join(str(value) for value in row.values()) for row in rows)


class Folder:
    """The tables of one stage: ``data/<name>/``.

    Parameters
    ----------
    name
        Number-and-verb name of the stage, such as ``10_collect``.
    con
        The engine.
    contracts
        Contracts of the tables this stage writes, by name.
    plan
        Day of a kept plan, whose folder of that name is read; None for the present run's.
    """

    def __init__(
        self,
        name: str,
        con: BaseBackend,
        contracts: Mapping[str, Contract],
        plan: str | None = None,
    ):
        here = paths.root() / "data"
        self.path = (here / name) if plan is None else here / "plans" / plan / "data" / name
        self.con = con
        self.contracts = contracts

    def write(self, name: str, expr: ir.Table | None) -> ir.Table:
        """Write a table under its contract and return it as read back.

        The rows go to a temporary file, are checked there, and only then take the table's name.

        Parameters
        ----------
        name
            Name of one of the contracts.
        expr
            Its rows, in any order; None for what a source does not have writes a table of no rows.

        Raises
        ------
        ContractError
            No contract has this name, or the table breaks it.
        StorageError
            The disk refuses.
        """
        if name not in self.contracts:
            raise ContractError(f"no contract for table {name!r}; add one before writing it")
        contract = self.contracts[name]
        with files.whole(self.path / f"{name}.parquet", unfinished(self.path, name)) as partial:
            if expr is None:
                _save(iter(()), contract.schema.to_pyarrow(), partial)
            else:
                save(self.con, contract.shape(expr), partial)
            contract.check(engine.read(self.con, partial))
        return self.read(name)

    def export(self, name: str, expr: ir.Table) -> None:
        """Write rows in their order as ``<name>.csv``, for use in a spreadsheet."""
        rows = engine.batches(self.con, expr, ROWS_PER_GROUP)
        exports.write_csv(rows, expr.schema().to_pyarrow(), self.path / f"{name}.csv")

    def has(self, name: str) -> bool:
        """Say whether a table is there: what kept plans hold has grown over time."""
        return (self.path / f"{name}.parquet").is_file()

    def read(self, name: str) -> ir.Table:
        """Read one of this folder's tables.

        Raises
        ------
        ContractError
            The file is not there; the message says which stage makes it.
        StorageError
            It is cut short or damaged.
        """
        path = self.path / f"{name}.parquet"
        if not self.has(name):
            raise ContractError(
                f"{path.relative_to(paths.root())} is not there; run 'dvc repro' or the notebook "
                f"{self.path.name} first"
            )
        if problem := damage.footer(path):
            raise StorageError(f"{disk.shown(path)} {problem}; {damage.REMEDY}")
        return engine.read(self.con, path)


def save(con: BaseBackend, expr: ir.Table, path: Path) -> None:
    """Write an expression's rows to Parquet in the order it gives them; the bytes depend on the rows alone."""
    rows = engine.batches(con, expr, ROWS_PER_GROUP)
    _save(rows, expr.schema().to_pyarrow(), path)


def unfinished(folder: Path, name: str) -> Path:
    """The name of a table until it is whole; not a hidden one, which Spark would not read back."""
    return folder / f"{name}{files.UNFINISHED}"


def _save(batches: Iterator[arrow.RecordBatch], schema: arrow.Schema, path: Path) -> None:
    """Write ordered rows to Parquet without holding them whole.

    Row groups hold a fixed number of rows however the engine hands them over, so the bytes depend
    on the rows alone. Pages carry checksums: altered bytes would often still read as rows.
    """
    with parquet.ParquetWriter(
        path, schema, compression="zstd", write_page_checksum=True
    ) as writer:
        for group in _groups(batches, schema):
            writer.write_table(group, row_group_size=ROWS_PER_GROUP)


def _groups(batches: Iterator[arrow.RecordBatch], schema: arrow.Schema) -> Iterator[arrow.Table]:
    waiting: list[arrow.RecordBatch] = []
    rows = 0
    for batch in batches:
        # An engine may widen a decimal on its way (adding two of them, say).
        waiting.append(batch.cast(schema))
        rows += batch.num_rows
        while rows >= ROWS_PER_GROUP:
            table = arrow.Table.from_batches(waiting).combine_chunks()
            yield table.slice(0, ROWS_PER_GROUP)
            rest = table.slice(ROWS_PER_GROUP)
            waiting, rows = rest.to_batches(), rest.num_rows
    if rows:
        yield arrow.Table.from_batches(waiting).combine_chunks()
