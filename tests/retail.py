"""A retail export as shops have them, made up from a seed, with what is in it known to the cent.

Columns and habits are those that exports of wholesale and retail shops share: invoices, stock codes,
quantities and unit prices; cancelled invoices with a prefix; a float for a customer's number, missing
in a quarter of rows; postage and fees among goods; tests; several currencies; one customer of another
trade. Nothing of any real data set is in it.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

FIRST, LAST = date(2023, 1, 2), date(2024, 6, 30)
HEAD = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country", "Currency",
)  # fmt: skip
RATES = {"EUR": Decimal("0.8567"), "USD": Decimal("0.79")}
SERVICES = ("POST", "M", "BANK CHARGES", "DOT", "D", "AMAZONFEE", "gift_*")
WHOLESALE = "13999"
COLUMNS = {
    "customer": "CustomerID", "date": "InvoiceDate", "amount": None, "quantity": "Quantity",
    "unit_price": "UnitPrice", "order": "InvoiceNo", "product": "StockCode", "category": None,
    "manufacturer": None, "store": "Country", "discount": None, "currency": "Currency",
}  # fmt: skip
OWN = {
    "title": "A shop's export", "terms": "Made up.", "currency": "GBP", "exchange": RATES,
    "date_formats": ["%d/%m/%Y %H:%M"], "columns": COLUMNS,
}  # fmt: skip
POLICIES = {
    "cancelled_prefix": "C", "service_products": list(SERVICES), "trial_customers": ["99999"],
    "trial_products": ["TEST*"],
}  # fmt: skip


@dataclass
class Row:
    """One row of the export, and what it was made as."""

    invoice: str
    product: str
    quantity: int
    price: Decimal
    stamp: datetime
    customer: str  # empty where the shop does not know
    currency: str
    kind: str

    @property
    def money(self) -> Decimal:
        """What it comes to in pounds, exactly."""
        return self.quantity * self.price * RATES.get(self.currency, Decimal(1))


@dataclass
class Export:
    """The rows of an export in the order they were written, repeated ones again."""

    rows: list[Row] = field(default_factory=list)

    def of(self, *kinds: str) -> tuple[int, Decimal]:
        """Count the rows of some kinds and add their money."""
        chosen = [row for row in self.rows if row.kind in kinds]
        return len(chosen), sum((row.money for row in chosen), Decimal(0))

    def where(self, test) -> tuple[int, Decimal]:
        """Count the rows that pass a test and add their money."""
        chosen = [row for row in self.rows if test(row)]
        return len(chosen), sum((row.money for row in chosen), Decimal(0))

    def text(self) -> str:
        """Write it as CSV, customers as the floats that a column with gaps becomes."""
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for row in self.rows:
            customer = f"{row.customer}.0" if row.customer else ""
            country = {"GBP": "United Kingdom", "EUR": "Germany", "USD": "USA"}[row.currency]
            when = row.stamp.strftime("%d/%m/%Y %H:%M")
            name = f'"{row.product}", as listed'
            writer.writerow(
                (row.invoice, row.product, name, row.quantity, when, row.price, customer, country,
                 row.currency)
            )  # fmt: skip
        return stream.getvalue()


def export(seed: int = 7, customers: int = 420) -> Export:
    """Make up an export of eighteen months.

    Kinds of rows: ``goods``, ``wholesale`` (goods of the one large customer), ``unnamed`` (goods sold
    to nobody known), ``cancelled`` (of goods bought before), ``unmatched`` (cancelled without an order
    in the data), ``service``, ``trial``, ``free`` (goods at no price), ``damaged`` (booked out at no
    price, by nobody), ``repeated`` (equal to a row before it).
    """
    made = _Making(np.random.default_rng(seed))
    for number in range(customers):
        made.customer(str(12000 + 3 * number))
    made.wholesale()
    made.unnamed()
    made.oddities()
    rows = sorted(made.rows, key=lambda row: (row.stamp, row.invoice, row.product, row.kind))
    again = [row for row in rows if row.kind == "goods"][100:500:20]
    rows += [Row(**(vars(row) | {"kind": "repeated"})) for row in again]
    rows.sort(key=lambda row: row.stamp)
    return Export(rows)


class _Making:
    """The rows made so far, with what they are drawn from."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        self.rows: list[Row] = []
        self.number = 536000
        prices = np.round(rng.lognormal(1.1, 0.7, 80), 2)
        self.goods = {f"{20000 + 37 * n}{'B' if n % 9 == 0 else ''}": Decimal(str(max(p, 0.19)))
                      for n, p in enumerate(prices)}  # fmt: skip

    def invoice(self) -> str:
        self.number += 1
        return str(self.number)

    def stamp(self, day: float) -> datetime:
        """Days after the first, at an hour of business."""
        at = datetime.combine(FIRST, datetime.min.time()) + timedelta(days=int(day), hours=9)
        return at + timedelta(minutes=int(self.rng.integers(0, 480)))

    def buy(self, customer: str, day: float, currency: str, kind: str, times: int = 1) -> list[Row]:
        """One order of one to five goods, each once."""
        invoice, stamp = self.invoice(), self.stamp(day)
        products = self.rng.choice(list(self.goods), size=self.rng.integers(1, 6), replace=False)
        bought = [
            Row(invoice, str(p), int(self.rng.integers(1, 13)) * times, self.goods[str(p)], stamp,
                customer, currency, kind)
            for p in products
        ]  # fmt: skip
        self.rows += bought
        return bought

    def customer(self, name: str) -> None:
        rng, span = self.rng, (LAST - FIRST).days
        currency = str(rng.choice(["GBP", "EUR", "USD"], p=[0.86, 0.09, 0.05]))
        day, gap = rng.uniform(0, span * 0.8), 20 + rng.gamma(1.5, 60)
        leaves = day + rng.exponential(500)
        while day <= min(span, leaves):
            bought = self.buy(name, day, currency, "goods")
            if rng.random() < 0.12:
                row = bought[0]
                back = int(rng.integers(1, row.quantity + 1))
                stamp = min(row.stamp + timedelta(days=9), datetime(2024, 6, 30, 18))
                self.rows.append(Row(f"C{self.invoice()}", row.product, -back, row.price, stamp,
                                     name, currency, "cancelled"))  # fmt: skip
            if currency != "GBP":
                self.rows.append(Row(bought[0].invoice, "POST", 1, Decimal("12.50"), bought[0].stamp,
                                     name, currency, "service"))  # fmt: skip
            day += rng.exponential(gap)

    def wholesale(self) -> None:
        for day in range(4, (LAST - FIRST).days, 9):
            self.buy(WHOLESALE, day, "GBP", "wholesale", times=12)

    def unnamed(self) -> None:
        """A third as many rows as have a customer, a quarter of all."""
        wanted = len(self.rows) // 3
        while sum(row.kind == "unnamed" for row in self.rows) < wanted:
            self.buy("", self.rng.uniform(0, (LAST - FIRST).days), "GBP", "unnamed")

    def oddities(self) -> None:
        known = sorted({row.customer for row in self.rows if row.kind == "goods"})
        for n in range(18):
            # Of an order from before the data starts: a product nobody buys any more.
            self._add(
                f"C{self.invoice()}", f"1{5000 + n}", -3, "7.35", 1 + n, known[5 * n], "unmatched"
            )
        for n in range(12):
            self._add(self.invoice(), "M", 1, f"{40 + n}.10", 30 * n, known[n], "service")
            self._add(f"C{self.invoice()}", "D", -1, f"{5 + n}.25", 30 * n + 1, known[n], "service")
            self._add(self.invoice(), "DOT", 1, f"{90 + n}.99", 30 * n + 2, "", "service")
            self._add(
                self.invoice(), "gift_0001_20", 1, "20.00", 30 * n + 3, known[-n - 1], "service"
            )
        for n in range(5):
            self._add(self.invoice(), "BANK CHARGES", -1, "15.00", 90 * n, "", "service")
            self._add(f"C{self.invoice()}", "AMAZONFEE", -1, "880.15", 90 * n + 1, "", "service")
            self._add(self.invoice(), "TEST001", 5, "4.50", 50 * n, known[n], "trial")
            self._add(self.invoice(), "20000B", 1, "1.00", 60 * n, "99999", "trial")
        for n in range(9):
            self._add(self.invoice(), "20037", 2, "0.00", 40 * n, known[3 * n], "free")
            self._add(self.invoice(), "20074", -30, "0.00", 40 * n, "", "damaged")

    def _add(self, invoice, product, quantity, price, day, customer, kind) -> None:
        currency = next(
            (r.currency for r in self.rows if r.customer == customer and customer), "GBP"
        )
        self.rows.append(Row(invoice, product, quantity, Decimal(price), self.stamp(day), customer,
                             currency, kind))  # fmt: skip
