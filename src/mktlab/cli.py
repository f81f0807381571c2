"""The ``mktlab`` command. The one place that knows both the machinery and the rooms."""

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from mktlab.lab import process  # noqa: F401  # first of all: it notes who started this process

# Checking notebooks brings jsonschema, which builds a grammar of internationalised addresses if it finds one
# installed: seconds at each command, for formats that no notebook has. Without it, it checks all else.
sys.modules.setdefault("rfc3987_syntax", None)

from mktlab.lab import (  # noqa: E402
    disk,
    engine,
    files,
    leftovers,
    notebook,
    paths,
    pipeline,
    plans,
    settings,
    tables,
    texts,
)
from mktlab.lab.errors import LabError, SettingsError  # noqa: E402

INTERRUPTED = 128 + signal.SIGINT  # as shells tell it
PLAN = Path("data/10_collect/plan.json")  # what collect recorded of the plan


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0; 1 after a failure that the message explains; 2 where ``status`` finds something red (or where the
        command line itself cannot be understood); 130 where it was stopped from the keyboard.
    """
    args = _parser().parse_args(argv)
    try:
        return args.do(args) or 0
    except LabError as error:
        print(f"mktlab: {texts.plain(str(error))}", file=sys.stderr)
        return 1
    except OSError as error:
        # What the disk refuses is nobody's defect; any other error of the system keeps its traceback.
        if error.filename is None or (told := disk.remedy(error)) is None:
            raise
        where = disk.shown(Path(error.filename))
        print(f"mktlab: {where} cannot be written or read: {told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "mktlab: stopped; what was finished stays, the same command makes the rest",
            file=sys.stderr,
        )
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mktlab", description="From a table of orders to a choice of target segments."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(do=do)
        return added

    run = command("run", _run, "Run one stage: its notebook, its tables, its report.")
    run.add_argument("stage", help="a stage of dvc.yaml that has a notebook, such as collect")
    clean = command("clean", _clean, "Write output-free copies of the notebooks for the pipeline.")
    clean.add_argument(
        "--in-place", action="store_true", help="strip the notebooks themselves, before a commit"
    )
    command(
        "watch",
        _watch,
        "Leave a database's fingerprint, or the list of several files, where DVC sees it.",
    )
    take = command("take", _take, "Read one of several files of the source and keep it understood.")
    take.add_argument("name", metavar="FILE", help="its name under data/raw/")
    command("tidy", _tidy, "Clear what killed runs left behind, so that DVC can go on.")
    command("index", _index, "Write reports/index.html from what the stages have left.")
    command(
        "check", _check, "Check params, notebooks and the chosen source without running a stage."
    )
    init = command(
        "init",
        _init,
        "Guess what a table of orders means and write it to params.yaml once you agree.",
    )
    init.add_argument(
        "source",
        nargs="+",
        metavar="FILE|URL",
        help="a CSV, Parquet or Excel file, a quoted pattern of files under data/raw/, or a database as Ibis writes it, "
        "such as sqlite:///data/raw/orders.sqlite, without its password",
    )
    init.add_argument("--table", help="table or view of a database")
    init.add_argument("--sheet", help="sheet of an Excel file")
    init.add_argument("--timezone", help="zone in which days are counted, such as Europe/Berlin")
    init.add_argument(
        "--dates",
        choices=("day-first", "month-first", "year-first"),
        help="how dates in numbers are meant",
    )
    init.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="MEANING=NAME",
        help="say yourself which column is the customer, date, amount and so on; without a NAME: none is",
    )
    init.add_argument("--yes", action="store_true", help="write without asking")
    command("status", _status, "Print early warnings; end with 2 where one is red.")
    keep = command("keep", _keep, "Freeze the present plan under data/plans/ for later review.")
    keep.add_argument(
        "--replace", action="store_true", help="overwrite a plan kept for the same day"
    )
    return parser


def _room(section: str) -> type[settings.Section]:
    """The settings model of a section: the room of that name exports it as ``Settings``."""
    name = f"mktlab.{section}"
    try:
        return importlib.import_module(name).Settings
    except ModuleNotFoundError as error:
        if error.name != name:  # a library that is missing is another matter
            raise
        raise SettingsError(
            f"dvc.yaml names params section {section!r}, which has no room"
        ) from None


def _load(sections: Sequence[str]) -> SimpleNamespace:
    rooms = {name: _room(name) for name in sections if name != "shared"}
    return settings.load(None, **rooms)


def _run(args: argparse.Namespace) -> None:
    from mktlab.lab import run  # brings Papermill and nbconvert, slow to import

    run.run(args.stage, lambda stage: _load(stage.sections))


def _clean(args: argparse.Namespace) -> None:
    root = paths.root()
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        target = path if args.in_place else root / pipeline.CLEAN / path.name
        notebook.write(notebook.clean(notebook.read(path)), target)


def _watch(_: argparse.Namespace) -> None:
    collect = importlib.import_module("mktlab.collect")
    for told in collect.watch(_load(["collect"]).collect):
        print(f"watch: {told}")


def _take(args: argparse.Namespace) -> None:
    collect = importlib.import_module("mktlab.collect")
    loaded = _load(["collect"])
    rows = collect.take(engine.connect(loaded.shared), loaded.collect, args.name)
    print(f"take: {args.name}, {rows:,} rows")


def _tidy(_: argparse.Namespace) -> None:
    for line in leftovers.tidy(paths.root()):
        print(f"tidy: {line}")


def _index(_: argparse.Namespace) -> None:
    from mktlab.lab import front, report  # bring nbconvert, slow to import

    root = paths.root()
    declared = pipeline.stages(root)
    wanted = declared["index"].deps
    shown = [
        stage
        for stage in declared.values()
        if stage.notebook and Path("data") / stage.folder / "headline.json" in wanted
    ]
    page = front.index(shown, root, files.read_json(root / PLAN), plans.kept(root))
    report.save(page, root / "reports/index.html")


def _check(_: argparse.Namespace) -> None:
    root = paths.root()
    declared = pipeline.stages(root)
    sections = {name for stage in declared.values() for name in stage.sections}
    known = sections | {settings.MACHINE}
    if unknown := settings.unknown_sections(settings.read_params(root), known):
        raise SettingsError(f"{settings.FILE}: " + "; ".join(unknown))
    loaded = _load(sorted(sections))
    settings.machine()
    print(f"{settings.FILE}: {len(known)} sections, all keys known and valid")
    for stage in declared.values():
        if stage.notebook:
            path = root / "notebooks" / stage.notebook.name
            if problem := notebook.parameters_problem(notebook.read(path)):
                raise LabError(f"notebooks/{path.name} {problem}")
            print(f"notebooks/{path.name}: readable, one parameters cell")
    segment, market, risk, review = (
        importlib.import_module(f"mktlab.{room}")
        for room in ("segment", "market", "risk", "review")
    )
    segment.rfm.read_grid(root / segment.rfm.GRID)
    market.inputs.load(root / market.inputs.FOLDER)
    risk.inputs.check(root / risk.inputs.FOLDER, loaded.risk)
    review.inputs.check(root / review.inputs.FOLDER)
    print(f"{market.inputs.FOLDER}: all tables readable")
    collect = importlib.import_module("mktlab.collect")
    con = engine.connect(loaded.shared)
    for line in collect.recognised(con, loaded):
        print(texts.plain(line), flush=True)


def _init(args: argparse.Namespace) -> None:
    if len(args.source) > 1:
        raise LabError(
            "several files are named; put a pattern in quotes, such as 'data/raw/orders-*.csv'"
        )
    named = dict(given.partition("=")[::2] for given in args.column)
    guessing = importlib.import_module("mktlab.collect.guessing")
    root = paths.root()
    asked = guessing.Asked(
        source=args.source[0], table=args.table, sheet=args.sheet, timezone=args.timezone,
        dates=args.dates, columns=named,
    )  # fmt: skip
    found = guessing.propose(engine.connect(_load([]).shared), root, asked)
    for line in guessing.lines(found):
        print(texts.plain(line), flush=True)
    if not (found.diff or found.copies):
        print("nothing is to be written; next: mktlab check")
    elif args.yes or (not found.lacking and _agreed()):
        guessing.write(root, found)
        print("written; next: mktlab check")
    else:
        print("nothing was written; --yes writes it, then: mktlab check")


def _agreed() -> bool:
    """Ask, where there is someone to ask."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input("Write these to params.yaml? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _status(_: argparse.Namespace) -> int:
    root, stage = paths.root(), pipeline.stage("risk")
    path = root / "data" / stage.folder / "warnings.parquet"
    if not path.is_file():
        raise LabError("no warnings have been written yet; run 'dvc repro' first")
    risk = importlib.import_module("mktlab.risk")
    con = engine.connect(_load([]).shared)
    warnings = tables.Folder(stage.folder, con, risk.CONTRACTS).read("warnings").to_pandas()
    print(f"early warning on the day of the plan, {risk.status.day(warnings['as_of'].iloc[0])}:")
    for line in risk.status.lines(warnings):
        print(texts.plain(line))
    return risk.status.code(warnings)


def _keep(args: argparse.Namespace) -> None:
    root = paths.root()
    path = root / PLAN
    if not path.is_file():
        raise LabError("there is no plan to keep yet; run 'dvc repro' first")
    as_of = files.read_json(path)["as_of"]
    target = plans.keep(root, as_of, replace=args.replace)
    print(f"kept the plan of {as_of} in {target.relative_to(root)}; add that folder to git")


if __name__ == "__main__":
    sys.exit(main())
