"""Small clones of the project, each in a folder of its own, on which the whole pipeline can be run."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from mktlab import clv, collect, market, review, risk, segment

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STAGES = {"clean", "collect", "segment", "clv", "market", "risk", "review", "index"}
ROOMS = {
    "10_collect": collect, "20_segment": segment, "30_clv": clv, "40_market": market, "50_risk": risk, "60_review": review,
}  # fmt: skip
# Draws and customers enough to run every line; the figures themselves are tested elsewhere.
QUICK = {"null_draws": "5", "bootstraps": "10", "k_max": "3", "sample": "300"}
QUICK |= {
    "draws": "100",
    "test_customers": "300",
    "simulations": "500",
    "years": "2000",
    "fakes": "30",
    "futures": "200",
    # Starting a process for each core costs more than a search among so few.
    "threads": "1",
}


class Clone:
    """A clone of the project in a folder of its own, run with this environment.

    Attributes
    ----------
    path
        The folder.
    env
        Variables of the environment that are otherwise for what is run in it.
    """

    env: Mapping[str, str] = MappingProxyType({})

    def __init__(self, path: Path):
        self.path = path
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.split("\0")  # fmt: skip
        for name in filter(None, names):
            if (ROOT / name).is_file():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, path / name)
        # A lock from another machine or source would only add noise to what is tested here.
        (path / "dvc.lock").unlink(missing_ok=True)
        self.run("git", "init", "-q")
        self.commit()

    def copy(self, path: Path, name: str = "copy") -> "Clone":
        """Copy it with all that was made in it, for a test that leaves it otherwise than it was."""
        other = object.__new__(Clone)
        other.path = shutil.copytree(self.path, path / name)
        return other

    def surroundings(self) -> dict[str, str]:
        """The environment that commands are run in."""
        env = os.environ | {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "DVC_NO_ANALYTICS": "1",
            # Nothing may ask the network for anything.
            "HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9",
        }  # fmt: skip
        env.pop("DVC_ROOT", None)
        # Hundreds of processes import the package: what one has compiled serves the next.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        return env | self.env

    def run(self, *words: str, check: bool = True, **more) -> subprocess.CompletedProcess:
        env = self.surroundings() | more.pop("env", {})
        done = subprocess.run(words, cwd=self.path, env=env, capture_output=True, text=True, **more)
        if check and done.returncode:
            pytest.fail(f"{' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
        return done

    def commit(self) -> None:
        self.run("git", "add", "-A")
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        self.run("git", *who, "commit", "-q", "--allow-empty", "-m", "x")

    def repro(self, *words: str) -> set[str]:
        """Run the pipeline; return the stages that ran."""
        done = self.run("dvc", "repro", *words)
        return set(re.findall(r"Running stage '(\w+)'", done.stdout))

    def set(self, **changes) -> None:
        """Change leaves of params.yaml, as someone would in an editor."""
        path = self.path / "params.yaml"
        text = path.read_text()
        for name, value in changes.items():
            text, count = re.subn(rf"^( +{name}:).*$", rf"\1 {value}", text, flags=re.M)
            assert count == 1, name
        path.write_text(text)

    def hashes(self) -> dict[str, str]:
        """SHA-256 of everything the pipeline made and finished."""
        tops = (*(f"data/{folder}" for folder in ROOMS), "reports")
        made = [p for top in tops for p in (self.path / top).rglob("*")]
        return {
            str(p.relative_to(self.path)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in made
            if p.is_file() and p.parent.name != ".executed" and p.suffix != ".partial"
        }

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")


def strangers(path: Path) -> Clone:
    """Three columns of other names, semicolons, decimal commas: only params.yaml is edited."""
    clone = Clone(path)
    rows = ["Kunde;Datum;Betrag"]
    for n in range(400):
        amount = f"1.{n % 900:03d},{n % 100:02d}" if n % 7 else f"-{n % 40},50"
        rows.append(f"K{n % 60:03d};{n % 28 + 1:02d}.{n % 12 + 1:02d}.2024;{amount}")
    rows += [";01.01.2024;5,00", "K001;31.02.2024;5,00", "K002;01.01.2024;<script>x</script>"]
    (clone.path / "data/raw/verkauf.csv").write_text("\n".join(rows) + "\n", encoding="cp1252")
    clone.set(
        source="files", path="verkauf.csv", delimiter='";"', decimal='","', thousands='"."',
        encoding="cp1252", date_formats='["%d.%m.%Y"]', customer="Kunde", date="Datum", amount="Betrag",
        title="Verkauf <2024>", **QUICK,
    )  # fmt: skip
    return clone
