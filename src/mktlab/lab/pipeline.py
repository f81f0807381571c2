"""What ``dvc.yaml`` says a stage is.

``dvc.yaml`` is the one truth about stages: their notebooks, the params they may see, what they read
and write. The runner, the reports' provenance, ``mktlab keep`` and the contract tests all ask here.
"""

from dataclasses import dataclass
from pathlib import Path

from mktlab.lab import paths
from mktlab.lab.errors import LabError
from mktlab.lab.settings import read_yaml

CLEAN = Path("notebooks/.clean")


@dataclass(frozen=True)
class Out:
    """One declared output: its path from the root, and whether ``mktlab keep`` freezes it."""

    path: Path
    keep: bool


@dataclass(frozen=True)
class Stage:
    """One stage of the pipeline, as declared."""

    name: str
    desc: str
    cmd: str
    params: tuple[str, ...]
    deps: tuple[Path, ...]
    outs: tuple[Out, ...]
    decides: bool = False  # whether its answer is the decision, which the index page begins with

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections of ``params.yaml`` that its params are of."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.params))

    @property
    def notebook(self) -> Path | None:
        """The stage's output-free notebook, or None for a stage that runs none."""
        found = [dep for dep in self.deps if dep.parent == CLEAN]
        return found[0] if len(found) == 1 else None

    @property
    def folder(self) -> str:
        """The stage's number-and-verb name, such as ``10_collect``."""
        if self.notebook is None:
            raise LabError(f"stage {self.name!r} declares no single notebook under {CLEAN}/")
        return self.notebook.stem

    @property
    def report(self) -> Path:
        """The HTML report of a notebook stage."""
        return Path("reports") / f"{self.folder}.html"


def _entries(block: dict, key: str) -> list[tuple[str, dict]]:
    """Entries of a dvc.yaml list, each a bare string or a one-key mapping with options."""
    return [
        next((str(path), options or {}) for path, options in entry.items())
        if isinstance(entry, dict)
        else (str(entry), {})
        for entry in block.get(key, [])
    ]


def stages(root: Path | None = None) -> dict[str, Stage]:
    """Read every stage from ``dvc.yaml``, in the order written; one that is run for each of a list stands there once."""
    declared = read_yaml((root or paths.root()) / "dvc.yaml")["stages"]
    declared = {name: block.get("do", block) for name, block in declared.items()}
    return {
        name: Stage(
            name=name,
            desc=block.get("desc", ""),
            cmd=block["cmd"],
            params=tuple(path for path, _ in _entries(block, "params")),
            deps=tuple(Path(path) for path, _ in _entries(block, "deps")),
            outs=tuple(
                Out(Path(path), bool(options.get("meta", {}).get("keep")))
                for key in ("outs", "metrics", "plots")
                for path, options in _entries(block, key)
            ),
            decides=bool(block.get("meta", {}).get("decides")),
        )
        for name, block in declared.items()
    }


def stage(name: str, root: Path | None = None) -> Stage:
    """Return one stage by name.

    Raises
    ------
    LabError
        ``dvc.yaml`` has no such stage, or the stage runs no notebook.
    """
    known = {key: value for key, value in stages(root).items() if value.notebook}
    if name not in known:
        raise LabError(
            f"no stage {name!r} with a notebook in dvc.yaml; there are: {', '.join(known)}"
        )
    return known[name]
