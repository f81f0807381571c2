"""The lab's own rules: who may import whom, what a stage declares, what a notebook looks like."""

import ast
import importlib
import re
from pathlib import Path

import pytest

import mktlab
from mktlab.collect.sources import parts
from mktlab.lab import notebook, pipeline, settings

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "mktlab"
STAGES = pipeline.stages(ROOT)
RUNS = {name: stage for name, stage in STAGES.items() if stage.notebook}
MODULES = sorted(PACKAGE.rglob("*.py"))
FIXED = {"lab", "figures", "cli"}  # what is no room


def dotted(path: Path) -> str:
    """The module name of a file under src/."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {dotted(path): path for path in MODULES}


def imports(tree: ast.AST) -> set[str]:
    """Modules of mktlab that code imports, each as the longest name that is a module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "imports name their module in full"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in inner}
    return {name for name in found if name.split(".")[0] == "mktlab"}


IMPORTS = {name: imports(ast.parse(path.read_text())) for name, path in FILES.items()}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize("module", sorted(FILES))
def test_imports_flow_one_way(module):
    own = room(module)
    allowed = {
        "lab": {"lab"},
        "figures": {"figures", "lab"},
        "cli": {"lab", "cli"},
        "": set(),
    }.get(own, {own, "figures", "lab"})
    for imported in IMPORTS[module]:
        assert room(imported) in allowed, f"{module} imports {imported}"


def test_the_package_itself_holds_only_its_map():
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    assert len(tree.body) == 1
    assert ast.get_docstring(tree)


def code_of(stage: pipeline.Stage) -> ast.Module:
    nb = notebook.read(ROOT / "notebooks" / stage.notebook.name)
    return ast.parse("\n".join(c.source for c in nb.cells if c.cell_type == "code"))


def reached(names: set[str]) -> set[str]:
    """Modules reached from some, packages on the way included."""
    seen: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name in seen or name not in FILES:
            continue
        seen.add(name)
        waiting |= IMPORTS[name] | {name.rpartition(".")[0]}
    return seen - {"mktlab"}


@pytest.mark.parametrize("name", RUNS)
def test_declared_code_is_exactly_what_a_stage_can_reach(name):
    stage = RUNS[name]
    declared = {str(dep) for dep in stage.deps if str(dep).startswith("src/")}
    used = reached(imports(code_of(stage)) | {"mktlab.cli", "mktlab.lab.run"})
    needed = {
        f"src/mktlab/{room(m)}" + ("" if (PACKAGE / room(m)).is_dir() else ".py") for m in used
    }
    assert declared == needed


@pytest.mark.parametrize("name", [n for n in STAGES if n not in RUNS])
def test_stages_without_a_notebook_declare_what_they_run(name):
    deps = {str(dep) for dep in STAGES[name].deps}
    assert any(dep.startswith("src/mktlab/lab") for dep in deps)


@pytest.mark.parametrize("name", RUNS)
def test_stage_notebook_and_room_share_a_name(name):
    stage = RUNS[name]
    assert re.fullmatch(r"\d\d_" + name, stage.folder)
    assert stage.cmd == f"mktlab run {name}"
    assert (PACKAGE / name / "__init__.py").is_file()
    assert (ROOT / "tests" / "unit" / name).is_dir()
    outs = {str(out.path) for out in stage.outs}
    assert {f"reports/{stage.folder}.html", f"reports/metrics/{name}.json"} <= outs
    assert f"data/{stage.folder}/headline.json" in outs
    assert {path.split("/")[1] for path in outs if path.startswith("data/")} == {stage.folder}


def test_every_notebook_belongs_to_a_stage_and_has_a_clean_copy():
    found = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert found == {stage.notebook.name for stage in RUNS.values()}
    clean = STAGES["clean"]
    assert {f"notebooks/{name}" for name in found} <= {str(dep) for dep in clean.deps}
    assert {f"notebooks/.clean/{name}" for name in found} == {str(out.path) for out in clean.outs}


@pytest.mark.parametrize("name", RUNS)
def test_the_tables_a_stage_declares_are_those_its_room_has_contracts_for(name):
    contracts = importlib.import_module(f"mktlab.{name}").CONTRACTS
    declared = {out.path.stem for out in RUNS[name].outs if out.path.suffix == ".parquet"}
    assert declared == set(contracts)


@pytest.mark.parametrize("name", RUNS)
def test_every_table_and_column_says_what_it_is(name):
    for contract in importlib.import_module(f"mktlab.{name}").CONTRACTS.values():
        assert re.match(r"(customers of )?one ", contract.grain), contract.name
        for column, own in contract.columns.items():
            assert own.description.endswith("."), (contract.name, column)


@pytest.mark.parametrize("name", STAGES)
def test_commands_are_plain(name):
    # A stage run for each of a list names its entry, which the list holds to be one plain word.
    assert re.fullmatch(r"mktlab [a-z]+( ([a-z]+|\$\{item\}))?", STAGES[name].cmd)
    assert STAGES[name].desc


def test_parts_are_taken_anew_exactly_when_their_mark_would_not_fit():
    stage = STAGES["take"]
    settings = {f"collect.files.{name}" for name in parts.FILES}
    settings |= {f"collect.own.{name}" for name in parts.OWN}
    assert set(stage.params) == settings | {"collect.source"}
    code = {str(dep).removeprefix("src/mktlab/") for dep in stage.deps if "src" in dep.parts}
    assert code == {*parts.CODE, "cli.py"}
    assert Path(parts.PACKAGES) in stage.deps
    assert [str(out.path) for out in stage.outs] == [f"{parts.FOLDER}/${{item}}"]


@pytest.mark.parametrize("name", STAGES)
def test_a_change_of_packages_reruns_every_stage(name):
    assert Path("requirements.lock") in STAGES[name].deps


def test_every_output_and_dependency_is_named_once():
    """DVC bears an output named twice; which of its two marks counts is anybody's guess."""
    for name, stage in STAGES.items():
        outs = [str(out.path) for out in stage.outs]
        assert sorted(set(outs)) == sorted(outs), name
        assert len(set(stage.deps)) == len(stage.deps), name


def test_outcomes_are_for_the_review_alone():
    for name, stage in STAGES.items():
        if name != "review":
            assert not [dep for dep in stage.deps if dep.name.startswith("outcome_")], name
            # a whole folder as a dependency would bring its outcomes with it
            assert not [dep for dep in stage.deps if re.fullmatch(r"data/\d\d_\w+", str(dep))], name


def test_outcome_tables_are_read_by_no_other_notebook():
    for name, stage in RUNS.items():
        if name not in ("collect", "review"):
            assert "outcome_" not in (ROOT / "notebooks" / stage.notebook.name).read_text()


@pytest.mark.parametrize("name", RUNS)
def test_a_stage_reads_no_params_but_those_it_declares(name):
    tree = code_of(RUNS[name])
    (call,) = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "settings.load"
    ]
    loaded = {"shared", *(keyword.arg for keyword in call.keywords)}
    assert loaded == set(RUNS[name].sections)
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "s"
    }
    assert used <= loaded


def test_params_hold_a_section_for_each_that_is_declared_and_no_other():
    declared = {section for stage in STAGES.values() for section in stage.sections}
    assert set(settings.read_params(ROOT)) == declared | {settings.MACHINE}


def test_no_stage_depends_on_what_concerns_the_machine_alone():
    assert all(settings.MACHINE not in stage.sections for stage in STAGES.values())
    assert settings.machine()


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_are_clean_short_and_tagged(path):
    nb = notebook.read(path)
    assert notebook.clean(nb) == nb, "run 'mktlab clean --in-place'"
    assert notebook.parameters_problem(nb) is None
    title = nb.cells[0].source.splitlines()[0]
    (stage,) = [stage for stage in RUNS.values() if stage.notebook.name == path.name]
    assert title == f"# {stage.desc}", "the title is the stage's desc, by which the index calls it"
    code = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    assert len(code) <= 26
    for source in code:
        assert len(source.splitlines()) <= 15, source
        defined = [
            n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.ClassDef)
        ]
        assert not defined, source
    assert sum("headline" in cell.metadata.get("tags", []) for cell in nb.cells) == 1


@pytest.mark.parametrize("module", sorted(FILES))
def test_public_things_say_what_they_are(module):
    tree = ast.parse(FILES[module].read_text())
    assert ast.get_docstring(tree), f"{module} has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module}.{node.name} has no docstring"


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if p.name != "__init__.py" and "sources" not in p.parts],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_every_module_has_a_test_file_of_its_name(path):
    # Said by what they lack: nothing to test alone, or tested through what uses them.
    through = {"errors.py": "test_execute.py",
               "pyspark.py": "../../../engines/test_engines.py",
               "other.py": "../../../engines/test_engines.py", "cli.py": "../pipeline/test_pipeline.py",
               "bars.py": "test_showing.py", "lines.py": "test_showing.py",
               "maps.py": "test_showing.py", "marks.py": "test_showing.py",
               "style.py": "test_showing.py"}  # fmt: skip
    folder = ROOT / "tests" / "unit" / path.parent.relative_to(PACKAGE)
    if path.parent.name == "collect" and path.name == "settings.py":
        folder, name = ROOT / "tests" / "unit" / "lab", "test_settings.py"
    else:
        name = through.get(path.name, f"test_{path.name}")
    assert (folder / name).resolve().is_file()


def test_the_map_of_the_house_names_every_room():
    for path in PACKAGE.iterdir():
        if path.is_dir() and path.name != "__pycache__":
            assert f"``mktlab.{path.name}``" in mktlab.__doc__
    for package in PACKAGE.rglob("__init__.py"):
        text = ast.get_docstring(ast.parse(package.read_text()))
        if package.parent in (PACKAGE, PACKAGE / "figures"):
            continue  # rooms, named above; and few enough to be seen at a glance
        for path in package.parent.iterdir():
            if path.stem not in ("__init__", "__pycache__", "template"):
                assert f"``{path.stem}``" in text, f"{path} is not on its room's map"


def test_every_purpose_of_chance_has_one_place_and_a_stream_of_its_own():
    bare, places = [], {}
    for path in MODULES:
        if path == FILES["mktlab.lab.streams"]:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            said = ast.unparse(node.func)
            if re.search(r"default_rng|SeedSequence|RandomState|^random\.|np\.random\.", said):
                bare.append(f"{path.relative_to(SRC)}:{node.lineno}")
            if said in ("streams.stream", "streams.whole"):
                assert isinstance(node.args[1], ast.Constant), ast.unparse(node)
                places.setdefault(node.args[1].value, []).append(path.name)
    assert bare == []
    assert len(places) > 20
    assert {purpose: where for purpose, where in places.items() if len(where) > 1} == {}
