"""Side-by-side runs: every contestant a process of its own, wall time and peak memory from outside.

Only the standard library is imported here, because peers run in an environment of their own.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE / ".peers"


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of wall time and peak resident memory in GB."""

    seconds: float
    gigabytes: float


def peers(*packages: str) -> Path:
    """Return the Python of an environment that holds the peers, made when it lacks one of them."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
    installed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.lower()
    lacking = [p for p in packages if f"{p.partition('=')[0].lower()}=" not in installed]
    if lacking:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *lacking], check=True)
    return python


def cost(command: list[str | Path], *, repeats: int) -> Cost:
    """Run a command some times and return the median of its costs.

    Raises
    ------
    RuntimeError
        A run failed.
    """
    return costs({"": command}, repeats=repeats)[""]


def costs(commands: dict[str, list[str | Path]], *, repeats: int) -> dict[str, Cost]:
    """Run commands in turn, some rounds of them, so that a machine that slows down slows all of them.

    Returns
    -------
    dict
        The medians of each command's costs.

    Raises
    ------
    RuntimeError
        A run failed.
    """
    seen = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            seen[name].append(_once([str(part) for part in command]))
    return {
        name: Cost(
            statistics.median(one.seconds for one in runs),
            statistics.median(one.gigabytes for one in runs),
        )
        for name, runs in seen.items()
    }


def _once(command: list[str]) -> Cost:
    # As a user has it: what Python has compiled once is kept, for peers and for this lab alike.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = subprocess.Popen(command, env=kept)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command} failed with exit code {child.returncode}")
    return Cost(seconds, used.ru_maxrss / 1e6)


def machine() -> str:
    """Describe the machine in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def processor() -> str:
    """Name the processor, as far as the system tells."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def versions(*packages: str) -> dict[str, str]:
    """Give the versions of those packages that the peers' environment holds."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        return {}
    code = "import importlib.metadata as m; print(*(f'{d.name}={d.version}' for d in m.distributions()))"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    found = dict(entry.split("=", 1) for entry in done.stdout.lower().split())
    return {name: found[name] for name in packages if name in found}


def table(costs: dict[str, Cost], peers: list[str]) -> str:
    """Write costs as a Markdown table, with ratios to the quickest and to the leanest peer."""
    quickest = min(costs[name].seconds for name in peers)
    leanest = min(costs[name].gigabytes for name in peers)
    rows = ["| What | Seconds | Peak GB | Time to quickest peer's | Memory to leanest peer's |"]
    rows.append("|---|--:|--:|--:|--:|")
    for name, one in costs.items():
        rows.append(
            f"| {name} | {one.seconds:.1f} | {one.gigabytes:.2f} | {one.seconds / quickest:.2f} "
            f"| {one.gigabytes / leanest:.2f} |"
        )
    return "\n".join(rows)
