"""What is committed: no outputs, nothing big, locks that name no host, documents that are true."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import mktlab

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git clone, so there is no list of committed files")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).exists()]


def test_nothing_committed_is_over_a_megabyte():
    assert [p for p in tracked() if p.stat().st_size > 1_000_000] == []


def test_no_outputs_are_committed():
    names = [str(p.relative_to(ROOT)) for p in tracked()]
    assert [
        n
        for n in names
        if re.match(r"data/\d\d_|reports/(.*\.html|plots)|notebooks/\.clean|dvc_plots", n)
    ] == []
    for path in tracked():
        if path.suffix == ".ipynb":
            for cell in json.loads(path.read_text())["cells"]:
                assert not cell.get("outputs")
                assert cell.get("execution_count") is None


def test_locks_name_no_host_and_pin_by_hash():
    others = [path.read_text() for path in sorted((ROOT / "tests").glob("*/requirements.lock"))]
    assert len(others) == 3
    for text in (LOCK, *others):
        assert "http" not in re.sub(r"^[a-z0-9-]*http[a-z0-9-]*==", "", text, flags=re.M)
        assert not re.search(r"^\s*--(?!hash=)", text, flags=re.M)
        pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, flags=re.M)
        blocks = re.split(r"^(?=[A-Za-z0-9_.-]+==)", text, flags=re.M)[1:]
        assert len(pins) == len(blocks) > 1
        assert all("--hash=sha256:" in block for block in blocks)


def declared() -> dict[str, Requirement]:
    lines = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"]
    return {(r := Requirement(line)).name.lower(): r for line in lines}


def test_the_lock_satisfies_what_is_asked_for():
    pins = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", LOCK, flags=re.M))
    for name, requirement in declared().items():
        assert requirement.specifier.contains(pins[canonicalize_name(name)], prereleases=True), name


@pytest.mark.parametrize(
    ("extra", "folder", "module", "package"),
    [
        ("postgres", "database", "collect/sources/postgres.py", "psycopg-binary"),
        ("spark", "engines", "lab/engine/pyspark.py", "pyspark"),
    ],
)
def test_what_some_tests_install_leaves_the_lock_as_it_is(extra, folder, module, package):
    """Installed beside the environment, so that what both have must be the same."""
    asked = (ROOT / "tests" / folder / "requirements.in").read_text().splitlines()
    wanted = PROJECT["project"]["optional-dependencies"][extra]
    assert asked == ["-c ../../requirements.lock", *wanted]
    (needs,) = re.findall(
        r'^NEEDS = "(.*)"', (ROOT / "src/mktlab" / module).read_text(), flags=re.M
    )
    assert wanted == [needs], "what a reader without it is told to install"
    text = (ROOT / "tests" / folder / "requirements.lock").read_text()
    pinned, ours = (
        dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", lock, flags=re.M))
        for lock in (text, LOCK)
    )
    assert package in pinned
    assert {name: ours.get(name, version) for name, version in pinned.items()} == pinned


def test_conda_users_get_the_same_bounds():
    names = {"ibis-duckdb": "ibis-framework", "ibis-sqlite": "ibis-framework", "matplotlib-base": "matplotlib",
             "nbconvert-core": "nbconvert", "python-duckdb": "duckdb"}  # fmt: skip
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    flat = [e for e in entries if isinstance(e, str)] + [
        line for e in entries if isinstance(e, dict) for line in e["pip"]
    ]
    conda = {(r := Requirement(line)).name: r.specifier for line in flat}
    assert str(conda.pop("python")) == str(
        Requirement("p" + PROJECT["project"]["requires-python"]).specifier
    )
    conda.pop("pip")
    ours = {names.get(name, name): spec for name, spec in conda.items()}
    assert ours == {name: r.specifier for name, r in declared().items()}


def test_python_version_fits_what_is_asked_for():
    asked = Requirement("p" + PROJECT["project"]["requires-python"]).specifier
    assert asked.contains((ROOT / ".python-version").read_text().strip())


def test_the_tree_in_the_readme_is_true():
    block = re.search(r"```text\n(.*?)```", README, flags=re.S).group(1)
    stack: list[str] = []
    listed = []
    for line in block.splitlines():
        match = re.match(r"^((?:│   |    )*)(?:├── |└── )?(\S+)", line)
        if not match or line.startswith("mktlab/"):
            continue
        depth = len(match.group(1)) // 4
        stack = [*stack[:depth], match.group(2)]
        listed.append("/".join(part.strip("/") for part in stack))
    assert len(listed) > 20
    made = re.compile(r"^(data/\d\d_|reports/(index|plots|\d\d_))")
    for name in listed:
        assert made.match(name) or (ROOT / name).exists(), f"README lists {name}"
    top = {p.relative_to(ROOT).parts[0] for p in tracked()} - {".gitignore", ".dvcignore"}
    assert top <= {name.split("/")[0] for name in listed}, "README's tree lacks something"


def test_the_commands_in_the_readme_exist():
    make = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.M))
    used = set(re.findall(r"`make ([a-z]+)", README)) | set(
        re.findall(r"^make ([a-z]+)", README, flags=re.M)
    )
    assert used
    assert used <= make
    assert make - used <= {"help"}, "a target the README does not tell of"
    cli = (ROOT / "src/mktlab/cli.py").read_text()
    commands = set(re.findall(r'command\(\s*"([a-z]+)"', cli))
    told = set(re.findall(r"`mktlab ([a-z]+)", README))
    assert told == commands
    (line,) = re.findall(r"The ``mktlab`` command: (.*?)\. ", mktlab.__doc__, flags=re.S)
    assert set(re.findall(r"``([a-z]+)``", line)) == commands, "the map of the house"


def test_help_lists_every_target():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M)
    for target in targets:
        assert f"make {target}" in done.stdout


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "environment.yml"])
def test_the_usual_documents_are_there(name):
    assert (ROOT / name).stat().st_size > 200


def test_the_readme_tells_the_terms_of_both_data_sets():
    from mktlab.collect.sources import cdnow, completejourney

    flat = " ".join(README.split())
    for facts in (completejourney._facts(), cdnow._facts("sample")):
        assert facts.terms in flat


def test_links_in_documents_lead_somewhere():
    for path in tracked():
        if path.suffix == ".md":
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text()):
                assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_decisions_are_listed():
    listed = (ROOT / "docs/decisions/README.md").read_text()
    for path in (ROOT / "docs/decisions").glob("0*.md"):
        assert path.name in listed


def test_where_no_python_fits_one_sentence_says_what_to_install(tmp_path):
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    for name in ("python3", "python", "python3.12", "python3.13", "python3.14"):
        fake = tmp_path / name
        fake.write_text("#!/bin/sh\nexit 1\n")
        fake.chmod(0o755)
    bare["PATH"] = f"{tmp_path}:{bare['PATH']}"
    done = subprocess.run([ROOT / "tools/find-python"], env=bare, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("No Python 3.12, 3.13 or 3.14 with venv was found: install one")


def test_a_python_pointed_to_is_used_or_refused(tmp_path):
    import sys

    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHON": sys.executable}
    done = subprocess.run(
        [ROOT / "tools/find-python"], env=env, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).exists()
    env["PYTHON"] = "/bin/false"
    done = subprocess.run([ROOT / "tools/find-python"], env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "PYTHON=/bin/false is not a Python 3.12" in done.stderr
