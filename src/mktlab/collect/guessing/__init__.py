"""What a stranger's table means: a proposal for ``params.yaml``, with evidence and doubts.

Values decide and names help: nothing is taken for a date that does not parse as one, whatever it is called.
A proposal is shown only after the source has been opened by it, as the collect stage would open it.

=============  ====================================================================
``words``      what columns are called in several languages
``writing``    encoding and delimiter, from the bytes of a text file
``dates``      how dates are written, and whether the day or the month comes first
``numbers``    decimal mark and thousands
``columns``    what the cells of each column look like, over all rows
``relations``  what columns say of each other: products of two, orders of one customer
``signs``      what speaks for and against each meaning of a column, by points
``choosing``   which column is which, with the doubts that remain
``returns``    cancelled orders, service lines, words and ids that stand for nobody
``opening``    a file, a pattern or a database, brought to rows
``proposing``  all of it together, proved by opening the source
``telling``    the proposal as lines to read
=============  ====================================================================
"""

from mktlab.lab import lazily

_GIVEN = {"Asked": "opening:Asked", "propose": "proposing:propose", "lines": "telling:lines",
          "write": "proposing:write"}  # fmt: skip

__all__ = ["Asked", "lines", "propose", "write"]

__getattr__ = lazily.loader(__name__, _GIVEN)
