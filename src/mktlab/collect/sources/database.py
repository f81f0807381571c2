"""What every database gives, however it is spoken to; and a query held to be one that reads."""

from collections.abc import Iterator
from typing import Protocol

import pyarrow as arrow
import sqlglot
from sqlglot.tokens import TokenType

from mktlab.collect.settings import Sql
from mktlab.lab.errors import SourceError

BEGINNINGS = ("SELECT", "WITH", "VALUES", "TABLE", "FROM", "(")  # of what reads


class Opened(Protocol):
    """One table or query of a database, opened.

    Attributes
    ----------
    columns
        Names of its columns, in their order; a query may give one twice.
    schema
        Names and types as :meth:`stream` gives them.
    """

    columns: list[str]
    schema: arrow.Schema

    def stream(self) -> Iterator[arrow.Table]:
        """Give all rows, some at a time, in an order that hangs on nothing but their values."""

    def summed(self, named: dict[str, str]) -> dict[str, object]:
        """Sum the rows up by few values that change when the columns named (by meaning) do."""


def told(sql: Sql) -> str:
    """Say what is read."""
    return f"table {sql.table!r}" if sql.table else "the query in collect.sql.query"


def one_query(sql: Sql, dialect: str) -> str:
    """Return the query without comments and semicolons around it.

    This is for a plain message. That nothing is written, the session sees to.

    Raises
    ------
    SourceError
        There are several statements, or the one there is does not begin as one that reads.
    """
    try:
        tokens = sqlglot.tokenize(sql.query, read=dialect)
    except sqlglot.TokenError as error:
        said = " ".join(str(error).split())
        raise SourceError(f"collect.sql.query cannot be understood: {said[:200]}") from None
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        raise SourceError("collect.sql.query says nothing but comments; write one SELECT")
    if any(token.token_type == TokenType.SEMICOLON for token in tokens):
        raise SourceError(
            "collect.sql.query holds several statements, set apart by semicolons; leave one SELECT"
        )
    first = tokens[0].text.upper()
    if first not in BEGINNINGS:
        raise SourceError(
            f"collect.sql.query begins with {first}; it should be one SELECT, for the lab reads and "
            "changes nothing"
        )
    return sql.query[tokens[0].start : tokens[-1].end + 1]
