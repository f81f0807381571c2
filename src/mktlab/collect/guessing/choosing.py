"""Which column is which, with evidence and the doubts that remain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mktlab.collect.guessing import relations, signs, words
from mktlab.collect.guessing.columns import Column
from mktlab.collect.guessing.signs import Known, Score
from mktlab.lab.errors import SourceError

NEAR = 2  # points within which the second best is a doubt
BY_NAME = ("product", "category", "manufacturer", "store", "discount", "currency")

type Ones = Callable[[str, Sequence[str]], Mapping[str, float]]


@dataclass
class Choice:
    """Columns by meaning, why, and what is in doubt."""

    columns: dict[str, Column] = field(default_factory=dict)
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def take(self, meaning: str, found: Score) -> None:
        """Take a column."""
        self.columns[meaning], self.reasons[meaning] = found.column, found.reasons

    @property
    def free(self) -> Callable[[Column], bool]:
        """Whether a column has no meaning yet."""
        taken = {own.name for own in self.columns.values()}
        return lambda column: column.name not in taken


def choose(
    what: str, columns: Sequence[Column], ones: Ones, asked: Mapping[str, str | None]
) -> Choice:
    """Choose a column for each meaning.

    Parameters
    ----------
    what
        The file or table, for messages.
    columns
        Measured.
    ones
        Says in which share of the values of one column all rows agree about others, see
        :func:`~mktlab.collect.guessing.relations.ones`.
    asked
        Columns named by hand, by meaning; None: there is none.

    Raises
    ------
    SourceError
        A customer, a date or an amount cannot be told, or what was asked for is not there.
    """
    made = Choice()
    _take_asked(what, made, columns, asked)
    known = Known(multiplied=relations.products(columns))
    open_ = [meaning for meaning in signs.SIGNS if meaning not in asked]
    if "date" in open_:
        _choose_date(what, made, columns, known)
    _choose_money(what, made, columns, known, open_, asked)
    if "customer" in open_:
        known = _choose_customer(what, made, columns, known, ones)
    if "order" in open_:
        _choose_order(made, columns, known, ones)
    for meaning in BY_NAME:
        if meaning in open_:
            _choose_named(made, columns, meaning, known)
    _tell_contradictions(made, columns, known)
    return made


def seen(column: Column) -> str:
    """Say a column with a few examples."""
    such = ", ".join(repr(cell[:30]) for cell in column.examples)
    return f"{column.name!r} ({column.values:,} values in {column.given:,} rows, such as {such})"


def _take_asked(what: str, made: Choice, columns: Sequence[Column], asked: Mapping) -> None:
    by_name = {column.name: column for column in columns}
    for meaning, name in asked.items():
        if meaning not in signs.SIGNS:
            raise SourceError(f"--column {meaning}={name}: known are {', '.join(signs.SIGNS)}")
        if name is not None and name not in by_name:
            raise SourceError(
                f"--column {meaning}={name}: {what} has no such column; its columns are "
                f"{', '.join(map(repr, by_name))[:600]}"
            )
        if name is not None:
            made.take(meaning, Score(by_name[name], 0, ("as asked",)))


def _refuse(what: str, columns: Sequence[Column], meaning: str, spoken: str) -> SourceError:
    must = signs.SIGNS[meaning].must
    return SourceError(
        f"{what}: no column could be told as {spoken} ({must}). Its {len(columns)} columns: "
        f"{'; '.join(map(seen, columns))[:900]}. If one of them is, say --column {meaning}=NAME"
    )


def _doubt_second(made: Choice, meaning: str, found: Sequence[Score], spoken: str) -> None:
    for other in found[1:3]:
        if found[0].points - other.points <= NEAR:
            made.doubts.append(
                f"{spoken}: {seen(found[0].column)} was taken ({'; '.join(found[0].reasons)}), but it could be "
                f"{seen(other.column)} too ({'; '.join(other.reasons)}). --column {meaning}={other.column.name!r} "
                "takes the other"
            )


def _choose_date(what: str, made: Choice, columns: Sequence[Column], known: Known) -> None:
    found = signs.ranked(list(filter(made.free, columns)), "date", known)
    if not found:
        by_name = [c for c in columns if words.says(c.name, "date") == 2 and c.given]
        such = ""
        if by_name:
            such = (
                f" {seen(by_name[0])} is called like one, but only {by_name[0].dated:.0%} of the cells looked at read as "
                "dates: days and months are read in numbers or English names, time stamps with an offset as ISO 8601."
            )
        error = _refuse(what, columns, "date", "the date")
        raise SourceError(f"{error}.{such}".rstrip(".") + ".") from None
    _doubt_second(made, "date", found, "date")
    made.take("date", found[0])


def _choose_money(
    what: str,
    made: Choice,
    columns: Sequence[Column],
    known: Known,
    open_: Sequence[str],
    asked: Mapping,
) -> None:
    for meaning in ("quantity", "unit_price"):
        if meaning in open_:
            free = list(filter(made.free, columns))
            found = [
                own
                for own in signs.ranked(free, meaning, known)
                # What is rather an amount, or a customer's number, is none of it.
                if own.points >= (signs.score(own.column, "amount", known).points or 0)
            ]
            if found:
                made.take(meaning, found[0])
    if "amount" in open_:
        found = signs.ranked(list(filter(made.free, columns)), "amount", known)
        parts = {"quantity", "unit_price"} <= set(made.columns)
        # A number without a name is no amount where quantity and price are there.
        found = [own for own in found if not parts or own.points >= 5]
        if found:
            made.take("amount", found[0])
            _doubt_amount(made, found)
        elif "unit_price" in made.columns and "quantity" not in made.columns:
            price = made.columns.pop("unit_price")
            reasons = made.reasons.pop("unit_price")
            made.take("amount", Score(price, 0, reasons))
            made.doubts.append(
                f"amount: {seen(price)} is called like a price of one unit, but there is no quantity; it is taken for "
                "what was paid for the line"
            )
        elif not parts:
            raise _refuse(what, columns, "amount", "the amount")
    if "amount" in made.columns and "unit_price" in made.columns and "unit_price" not in asked:
        price = made.columns.pop("unit_price")  # not needed beside an amount
        made.reasons.pop("unit_price")
        if "quantity" in made.columns:
            _tell_product(made, price, known)


def _tell_product(made: Choice, price: Column, known: Known) -> None:
    quantity, amount = made.columns["quantity"], made.columns["amount"]
    shares = [
        own.share
        for own in known.multiplied
        if {own.quantity, own.unit_price} == {quantity.name, price.name}
        and own.amount == amount.name
    ]
    if not shares or shares[0] < relations.SURE:
        how = f"in {shares[0]:.0%} of the rows looked at only" if shares else "in few rows"
        made.doubts.append(
            f"amount: {amount.name!r} is {quantity.name!r} times {price.name!r} {how}; it is taken as what was paid for "
            f"the line. If {price.name!r} is the truth, say --column amount= --column unit_price={price.name!r}"
        )


def _doubt_amount(made: Choice, found: list[Score]) -> None:
    first = found[0].column
    for other in found[1:3]:
        if relations.taxed(first, other.column) or relations.taxed(other.column, first):
            less, more = (
                (first, other.column)
                if relations.taxed(first, other.column)
                else (other.column, first)
            )
            if less is not first and words.has(less.name, words.TAX_LEFT_OUT):
                made.take("amount", replace(other, reasons=(*other.reasons, "without tax")))
            taken = made.columns["amount"]
            left = more if taken is less else less
            made.doubts.append(
                f"amount: {more.name!r} is {less.name!r} with what looks like a tax upon it; {taken.name!r} is taken "
                f"({'without' if taken is less else 'with'} tax). --column amount={left.name!r} takes the other"
            )
            return
    _doubt_second(made, "amount", found, "amount")


def _choose_customer(
    what: str, made: Choice, columns: Sequence[Column], known: Known, ones: Ones
) -> Known:
    free = list(filter(made.free, columns))
    found = signs.ranked(free, "customer", known)
    if not found or words.says(found[0].column.name, "customer") < 2:
        known = replace(known, owners=_owners(free, ones))
        found = signs.ranked(free, "customer", known)
    if not found:
        raise _refuse(what, columns, "customer", "the customer")
    best = found[0].column
    named = [own for own in found if words.says(own.column.name, "customer") == 2]
    _doubt_second(
        made, "customer", named if best in (own.column for own in named) else found, "customer"
    )
    if not named:
        made.doubts.append(
            f"customer: no name says so; {seen(best)} was taken by its values ({'; '.join(found[0].reasons)})"
        )
    made.take("customer", found[0])
    return known


def _owners(free: Sequence[Column], ones: Ones) -> frozenset[str]:
    """Find columns that others belong to, as customers have orders: each order has one, each customer several."""
    ids = [c for c in free if signs.score(c, "customer", Known()).points is not None]
    ids = [c for c in ids if c.values > 1][: relations.MOST]
    owners = set()
    for many in ids:
        fewer = [c.name for c in ids if 1.2 * c.values <= many.values]
        if fewer and many.values <= 0.98 * many.given:
            agreed = ones(many.name, fewer)
            belongs = [name for name in fewer if agreed[name] >= relations.SURE]
            # Of a chain such as order, customer, country the next in size is the customer.
            sizes = {c.name: c.values for c in ids}
            owners |= set(sorted(belongs, key=lambda name: -sizes[name])[:1])
    return frozenset(owners)


def _choose_order(made: Choice, columns: Sequence[Column], known: Known, ones: Ones) -> None:
    customer, day = made.columns["customer"], made.columns["date"]
    free = [
        c for c in filter(made.free, columns) if signs.score(c, "order", known).points is not None
    ]
    free = sorted(free, key=lambda c: -words.says(c.name, "order"))[: relations.MOST]
    agreed = {c.name: ones(c.name, (customer.name, day.name)) for c in free}
    known = replace(
        known,
        one_customer={name: own[customer.name] for name, own in agreed.items()},
        one_day={name: own[day.name] for name, own in agreed.items()},
        customers=customer.values,
    )
    found = signs.ranked(free, "order", known)
    if not found:
        return
    made.take("order", found[0])
    if words.says(found[0].column.name, "order") < 2:
        made.doubts.append(
            f"order: no name says so; {seen(found[0].column)} was taken by its values "
            f"({'; '.join(found[0].reasons)}). --column order= leaves it out"
        )
    _doubt_second(made, "order", found, "order")


def _choose_named(made: Choice, columns: Sequence[Column], meaning: str, known: Known) -> None:
    found = signs.ranked(list(filter(made.free, columns)), meaning, known)
    if found:
        made.take(meaning, found[0])
        _doubt_second(made, meaning, found, meaning)


def _tell_contradictions(made: Choice, columns: Sequence[Column], known: Known) -> None:
    """Tell of columns whose name says what their values deny."""
    for column in filter(made.free, columns):
        for meaning in (
            "customer",
            "date",
            "amount",
            "quantity",
            "unit_price",
            "order",
            "discount",
        ):
            if words.says(column.name, meaning) != 2:
                continue
            judged = signs.score(column, meaning, known)
            if judged.points is None:
                got = f", but in only {column.dated:.0%} of the cells" if meaning == "date" else ""
                made.doubts.append(
                    f"{seen(column)} is called like {_spoken(meaning)}, but its values are none "
                    f"(needed: {signs.SIGNS[meaning].must}{got}); it is left out"
                )
            elif meaning == "order" and "order" not in made.columns:
                made.doubts.append(
                    f"{seen(column)} is called like an order, but {'; '.join(judged.reasons[1:]) or 'it fits badly'}; it "
                    "is left out, so what a customer buys on one day is one order"
                )
            elif meaning == "discount":
                made.doubts.append(
                    f"{seen(column)} is called like a discount, but holds shares or percentages; it is left out"
                )


def _spoken(meaning: str) -> str:
    return {"amount": "an amount", "order": "an order", "unit_price": "a price"}.get(
        meaning, f"a {meaning}"
    )
