"""The house as docs/design.md draws it: which files there are, which way imports go, who knows the terminal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "epcli"
DESIGN = ROOT / "docs" / "design.md"
FILES = [path for path in sorted(SOURCE.rglob("*.py")) if path.name != "__init__.py"]

Graph = dict[str, set[str]]


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or within a function; `from epcli.queries import x` is `epcli.queries.x`."""
    package = path.relative_to(SOURCE.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()  # a dot is the package, each further one the next above
            origin = ".".join((*above, node.module) if node.module else above)
            whole = (SOURCE.parent / origin.replace(".", "/")).is_dir()
            yield from (f"{origin}.{name.name}" if whole else origin for name in node.names)


def unit(module: str) -> str:
    """The part of the house that a module belongs to: a file, or a folder as a whole."""
    return module.removeprefix("epcli.").split(".")[0]


def module(path: Path) -> str:
    return ".".join(("epcli", *path.relative_to(SOURCE).with_suffix("").parts))


OURS = {module(path) for path in FILES}
MODULES: Graph = {module(path): OURS.intersection(imported(path)) for path in FILES}
UNITS: Graph = {unit(name): set() for name in MODULES}
for name, others in MODULES.items():
    UNITS[unit(name)] |= {unit(other) for other in others} - {unit(name)}
UNITS["output"].add("views")  # found by name, as docs/design.md §4 says: an answer's module and its view's bear one name


def listed() -> list[str]:
    """The files and folders that §4 lists, in its order; those within a folder with the folder before them."""
    block = DESIGN.read_text(encoding="utf-8").partition("src/epcli/\n")[2].partition("```")[0]
    found: list[str] = []
    folder = ""
    for line in block.splitlines():
        names = re.match(r"( +)((?:[\w/]+(?:\.py)?(?:, )?)+)", line)
        assert names, line
        inner = len(names[1]) > 2
        for entry in names[2].split(", "):
            if not inner:
                folder = entry if entry.endswith("/") else ""
            found.append(folder + entry if inner else entry)
    return found


def reached(graph: Graph, start: str) -> set[str]:
    """All that can be reached from one part."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        todo += (new := graph[todo.pop()] - seen)
        seen |= new
    return seen


def drawn(graph: Graph) -> list[str]:
    """The arrows of the picture: each import, except those that other arrows already imply."""
    return [
        f"{above} --> {below}"
        for above in graph
        for below in sorted(graph[above])
        if not any(below in reached(graph, other) for other in graph[above] - {below})
    ]


def test_the_files_are_those_that_the_design_lists() -> None:
    """§4 lists every file; within a folder only those that are not the file of a question, which queries/ and views/ both have."""
    questions = {path.stem for path in FILES if path.parent.name == "queries"} & {
        path.stem for path in FILES if path.parent.name == "views"
    }
    there = {path.relative_to(SOURCE).as_posix() for path in FILES}
    folders = {f"{path.parent.name}/" for path in FILES if path.parent != SOURCE}
    common = {f"{folder}{question}.py" for folder in ("queries/", "views/") for question in questions}
    assert set(listed()) == (there - common) | folders


def test_no_file_imports_one_above_it() -> None:
    """In the order of §4 imports go down only, imports within functions included."""
    order = [entry.removesuffix("/").removesuffix(".py") for entry in listed() if "/" not in entry.removesuffix("/")]
    for above, imports in UNITS.items():
        for below in imports:
            assert order.index(above) < order.index(below), f"{above} imports {below}"


def test_no_files_import_each_other_in_a_circle() -> None:
    """Within a folder, too, there is an order."""
    assert list(TopologicalSorter(MODULES).static_order())


def test_only_drawing_and_output_know_rich() -> None:
    """The terminal is a matter of the drawers and of output; no view, no query, and nothing below, imports rich or typer."""
    for path in FILES:
        outside = {name.split(".")[0] for name in imported(path)}
        assert "rich" not in outside or unit(module(path)) in ("drawing", "output"), path
        assert "typer" not in outside or unit(module(path)) in ("cli", "helping", "ondemand", "options", "completion"), path


def test_views_know_no_drawer_and_drawers_no_store() -> None:
    """A view imports blocks and prose of `drawing` alone, and `drawing` knows nothing but the model."""
    for path in FILES:
        if unit(module(path)) == "views":
            drawn = {name for name in MODULES[module(path)] if unit(name) == "drawing"}
            assert drawn <= {"epcli.drawing.blocks", "epcli.drawing.prose"}, path
    assert UNITS["drawing"] == {"model", "text"}


def test_the_picture_in_the_design_is_the_imports(request: pytest.FixtureRequest) -> None:
    """The arrows of §4 are the real imports, less those that other arrows imply; --write-golden draws them anew."""
    made = "".join(f"    {arrow}\n" for arrow in drawn(UNITS))
    page = DESIGN.read_text(encoding="utf-8")
    if request.config.getoption("--write-golden"):
        page = re.sub(r"(```mermaid\nflowchart TD\n).*?(```)", rf"\g<1>{made}\g<2>", page, flags=re.DOTALL)
        DESIGN.write_text(page, encoding="utf-8", newline="\n")
    assert f"```mermaid\nflowchart TD\n{made}```" in page
