"""A shop whose every name means harm, or runs from right to left, or is not in Latin letters.

Orders as Parquet, which bears any text; analyst inputs as they are shipped, with their words replaced. What the
figures are is of no matter: what is asked is whether names stay names wherever they come to be read.
"""

import csv
import io
import itertools
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

FIRST, LAST, AS_OF = date(2023, 1, 2), date(2024, 6, 30), date(2024, 3, 31)
HEBREW, ARABIC, CHINESE, JAPANESE = "לקוחות נאמנים", "عملاء في خطر", "重要客户群体", "お得意様"
SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x.example","1")'
FORMATS = "{0} %s ${x} $x^2$ {{7*7}}"
PATH = "../../../etc/passwd"
MARKDOWN = "**a** [b](javascript:alert(1)) `c`"
LEAVING = "</text></svg></td></table><b>"
ENTITY = "&lt;i&gt; &amp; &#60;u&#62;"
NAMES = (HEBREW, CHINESE, SCRIPT, FORMULA, FORMATS, PATH, MARKDOWN, ARABIC, IMAGE, LEAVING, JAPANESE, ENTITY)  # fmt: skip
STARTS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "=cmd|' /C calc'!A0")
TURNING = "abc\u202edef\u200f\x1b[2J\x0b"
MEGABYTE = "巨" * 350_000
FILE = "=1+1 %s {0} $x$ 客户 לקוחות 'q' <b>.parquet"
COLUMNS = {
    "customer": f"{HEBREW} 1", "date": "日期", "amount": '<b>"amount"</b>', "quantity": "{0} %s", "order": "=order",
    "product": "$product$", "category": "../category", "manufacturer": MARKDOWN, "store": "متجر",
}  # fmt: skip
# Words of segments, from the best to the last, in place of those that are shipped.
SEGMENTS = {
    "Champions": HEBREW, "Loyal": CHINESE, "Cannot Lose": SCRIPT, "Promising": FORMULA, "At Risk": FORMATS,
    "Occasional": PATH, "Fading": ARABIC, "Lapsed": MARKDOWN,
}  # fmt: skip
ROLES = {
    "programme lead": f"{HEBREW} 7", "data engineer": CHINESE, "analyst": IMAGE, "marketing manager": FORMATS,
    "finance controller": FORMULA, "data protection officer": PATH, "customer service lead": LEAVING,
}  # fmt: skip
# Columns of words, of which nothing is computed.
WORDS = {
    "risk_register.csv": ("name", "cause", "event", "impact", "control", "trigger", "response", "contingency"),
    "kpi_targets.csv": ("name", "needs", "source"),
    "experiments.csv": ("name", "question", "hypothesis"),
    "plan_tasks.csv": ("name",),
    "acceptance.csv": ("criterion", "how", "evidence"),
    "risk_events.csv": ("note",),
}  # fmt: skip


def orders(customers: int = 240, seed: int = 11) -> pa.Table:
    """Make up orders of eighteen months whose every id and name is one of those above."""
    rng = np.random.default_rng(seed)
    odd = [*STARTS, *NAMES, TURNING]
    ids = [
        *odd,
        *(f"{name} {n}" for n, name in zip(range(customers - len(odd)), itertools.cycle(odd))),
    ]
    goods = [f"{name} {n}" for n, name in enumerate([*NAMES, TURNING] * 3)]
    span, number, rows = (LAST - FIRST).days, 0, []
    for name in ids:
        day, gap = float(rng.uniform(0, 300)), float(rng.uniform(20, 120))
        while day <= span:
            number += 1
            for place in rng.choice(len(goods), size=int(rng.integers(1, 4)), replace=False):
                rows.append(
                    (name, FIRST + timedelta(days=int(day)), Decimal(int(rng.integers(100, 9_000))) / 100,
                     int(rng.integers(1, 5)), f"{odd[number % 12]}/{number}", goods[place],
                     odd[place % len(odd)], NAMES[place % len(NAMES)] + " Inc.", odd[number % 5])
                )  # fmt: skip
            day += float(rng.exponential(gap)) + 1
    # One row of megabytes is as telling as many. Customer and order have other ids: those are sorted and joined in
    # every table, which takes minutes where they are that long, and tells nothing more.
    rows.append((ids[0], AS_OF - timedelta(days=9), Decimal("7.50"), 1, "M/1", *[MEGABYTE] * 4))
    columns = zip(*rows, strict=True)
    types = [pa.string(), pa.date32(), pa.decimal128(12, 2), pa.int64(), *[pa.string()] * 5]
    arrays = [pa.array(list(c), kind) for c, kind in zip(columns, types, strict=True)]
    return pa.Table.from_arrays(arrays, names=list(COLUMNS.values()))


def write(root: Path, quick: dict) -> None:
    """Put the shop's orders, inputs and params in the place of a project's own."""
    (root / "data/raw").mkdir(parents=True, exist_ok=True)
    pq.write_table(orders(), root / "data/raw" / FILE)
    folder = root / "data/inputs"
    for path in sorted(folder.glob("*.yaml")):
        values = _renamed(yaml.safe_load(path.read_text(encoding="utf-8")))
        _dump(_worded(path.name, values), path)
    for path in sorted(folder.glob("*.csv")):
        _rewrite(path)
    _dump(
        _params(yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8")), quick),
        root / "params.yaml",
    )


def _dump(values, path: Path) -> None:
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, encoding="utf-8")


def _renamed(values):
    """Give segments and roles their other names, wherever they stand."""
    if isinstance(values, dict):
        return {_renamed(key): _renamed(value) for key, value in values.items()}
    if isinstance(values, list):
        return [_renamed(value) for value in values]
    return (SEGMENTS | ROLES).get(values, values) if isinstance(values, str) else values


def _worded(name: str, values: dict) -> dict:
    """Put harmful words beside those that are read as they are written."""
    told = itertools.cycle(NAMES)

    def spoilt(part, key=""):
        if isinstance(part, dict):
            return {inner: spoilt(value, inner) for inner, value in part.items()}
        if isinstance(part, list):
            return [spoilt(value, key) for value in part]
        words = key in ("why", "evidence", "what") or name == "team.yaml"
        return f"{next(told)} {part} {TURNING}" if isinstance(part, str) and words else part

    values = spoilt(values)
    if name == "rfm_grid.yaml":
        values["actions"] = {key: f"{next(told)} {text}" for key, text in values["actions"].items()}
    if name == "vendors.yaml":
        values["vendors"] = dict(
            zip((HEBREW, FORMATS, SCRIPT), values["vendors"].values(), strict=True)
        )
        names = dict(zip(values["weights"], (CHINESE, FORMULA, ARABIC, IMAGE), strict=True))
        values["weights"] = {names[key]: value for key, value in values["weights"].items()}
        values["vendors"] = {
            vendor: {names[key]: value for key, value in scores.items()}
            for vendor, scores in values["vendors"].items()
        }
    if name == "budget_structure.yaml":
        values["posts"] = dict(
            zip((HEBREW, CHINESE, SCRIPT, FORMATS), values["posts"].values(), strict=True)
        )
    if name == "entry_rules.yaml":
        names = dict(zip(values["reasons"], (ARABIC, JAPANESE, SCRIPT, FORMATS), strict=True))
        values["reasons"] = {
            names[key]: f"{IMAGE} {text}" for key, text in values["reasons"].items()
        }
        values["strategies"] = {
            level: {inner: names[key] for inner, key in row.items()}
            for level, row in values["strategies"].items()
        }
    return values


def _rewrite(path: Path) -> None:
    table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    head, told = table[0], itertools.cycle(NAMES)
    for row in table[1:]:
        for place, column in enumerate(head):
            if column == "owner" and row[place]:
                row[place] = ROLES[row[place]]
            if column in WORDS.get(path.name, ()) and row[place]:
                row[place] = f"{next(told)} {row[head.index(head[0])]}"
            if column == "control" and path.name == "experiments.csv":
                row[place] = HEBREW
            if column == "treated" and path.name == "experiments.csv":
                row[place] = SCRIPT
    out = io.StringIO()
    csv.writer(out).writerows(table)
    path.write_text(out.getvalue(), encoding="utf-8")


def _params(values: dict, quick: dict) -> dict:
    for section in [values, *(part for part in values.values() if isinstance(part, dict))]:
        for key in section.keys() & quick.keys():
            section[key] = yaml.safe_load(quick[key])
        for part in section.values():
            if isinstance(part, dict):
                for key in part.keys() & quick.keys():
                    part[key] = yaml.safe_load(quick[key])
    values["shared"]["as_of"] = str(AS_OF)
    collect = values["collect"]
    collect["source"] = "files"
    collect["files"]["path"] = FILE
    collect["own"] |= {
        "title": f"{SCRIPT} {HEBREW} 5 {CHINESE}",
        "terms": f"{MARKDOWN} {IMAGE} {FORMATS}",
        "currency": "USD",
    }
    collect["own"]["columns"] |= COLUMNS
    collect["service_products"] = [SCRIPT, MEGABYTE[:2_000]]
    for told, rule in zip(itertools.cycle(NAMES), values["risk"]["watch"].values()):
        rule |= {"what": told, "response": f"{told} {TURNING}", "owner": ROLES[rule["owner"]]}
    return values
