"""Every room has the same furniture, and nothing else stands in it."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import CLONE, FLOORS, GROUPS, SOURCE, Room, rooms

MANDATORY = {"README.md", "__init__.py", "apps.py", "tests"}
FURNITURE = MANDATORY | {
    "models", "permissions", "queries", "notices", "actions", "forms", "jobs", "views",
    "commands", "urls", "demo", "templates", "migrations", "templatetags", "static",
}  # fmt: skip
# What a room needs beyond that; its README says why.
OWN = {
    "ground.identity": {"adapter", "sessions"},
    "ground.interface": {"middleware", "keeping", "guarding", "storage", "locale", "formats"},
    "ground.sealing": {
        "rest",
        "recovery",
        "signing",
        "words",
        "age",
        "canonical",
        "frames",
        "receipts",
        "ed25519",
        "opening",
    },
    "ground.vault": {"keystore", "rows", "uploading", "client"},
    "ground.texts": {"markdown", "exchange"},
    "ground.questions": {"client"},
    "ground.vocabulary": {"data"},
    "direction.strategy": {"data"},
    "capacity.press": {"demo_world", "formats"},
    "capacity.fellowships": {"data", "client", "composing", "assigning", "calibrating"},
    "protection.cases": {"data", "client"},
}
SAYS_NOTHING = {"utils", "helpers", "common", "core", "misc", "util", "helper", "base", "lib"}
LONGEST = 400  # lines
SCREEN = 60  # lines


def _entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != "__pycache__"}


def _modules(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((CLONE / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@pytest.fixture(params=rooms(), ids=lambda room: room.name)
def room(request: pytest.FixtureRequest) -> Room:
    found: Room = request.param
    return found


def test_every_room_on_disk_has_a_floor_and_every_floor_a_room():
    assert {room.name for room in rooms()} == set().union(*FLOORS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_holds_a_docstring_and_its_rooms_and_nothing_else(group):
    folder = SOURCE / group
    stray = {
        name for name in _entries(folder) if name != "__init__.py" and not (folder / name).is_dir()
    }
    tree = ast.parse((folder / "__init__.py").read_text())
    assert stray == set()
    assert len(tree.body) == 1
    assert ast.get_docstring(tree)


def test_a_room_has_what_every_room_must_have(room):
    assert MANDATORY - _entries(room.folder) == set()


def test_a_room_has_nothing_that_rooms_do_not_have(room):
    known = FURNITURE | OWN.get(room.name, set())
    names = {name.removesuffix(".py") for name in _entries(room.folder)}
    assert names - {name.removesuffix(".py") for name in known} == set()


def test_a_room_that_needs_more_files_says_why_in_its_readme(room):
    told = (room.folder / "README.md").read_text()
    own = {name for name in OWN.get(room.name, set()) if (room.folder / f"{name}.py").exists()}
    assert {name for name in own if f"{name}.py" not in told} == set()


def test_a_rooms_readme_fits_on_a_screen_and_its_package_says_what_it_is(room):
    lines = (room.folder / "README.md").read_text().splitlines()
    docstring = ast.get_docstring(ast.parse((room.folder / "__init__.py").read_text()))
    assert 3 <= len(lines) <= SCREEN
    assert docstring
    assert "\n" not in docstring


@pytest.mark.parametrize("folder", ["src", "tests", "bench"])
def test_no_module_is_longer_than_400_lines(folder):
    long = {
        str(path.relative_to(CLONE)): lines
        for path in _modules(folder)
        if (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_no_file_or_folder_has_a_name_that_says_nothing():
    named = {
        path
        for path in SOURCE.rglob("*")
        if path.stem in SAYS_NOTHING
        and path.suffix in {".py", ""}
        and "__pycache__" not in str(path)
    }
    assert named == set()


def test_nobody_listens_to_model_signals():
    # allauth documents signals of its own; one module of identity may hear those.
    listening = {}
    for path in _modules("src"):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = []
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or "", *(f"{node.module}.{n.name}" for n in node.names)]
            elif isinstance(node, ast.Import):
                modules = [name.name for name in node.names]
            bad = [
                name
                for name in modules
                if name.startswith(("django.db.models.signals", "django.dispatch"))
                or (name.endswith(".signals") and not name.startswith("allauth."))
            ]
            if bad:
                listening[str(path.relative_to(CLONE))] = bad
    assert listening == {}


def test_views_never_reach_past_the_queries_to_the_rows():
    reaching = [
        f"{path.relative_to(CLONE)}:{node.lineno}"
        for path in _modules("src")
        if path.stem == "views" or path.parent.name == "views"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert reaching == []


def test_views_are_functions():
    classes = [
        f"{path.relative_to(CLONE)}:{node.name}"
        for path in _modules("src")
        if path.stem == "views" or path.parent.name == "views"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        and any("View" in ast.unparse(parent) for parent in node.bases)
    ]
    assert classes == []


def test_who_changes_something_is_always_said_by_name():
    """A public function of an actions module takes no positional `by`."""
    loose = []
    for path in _modules("src"):
        if path.stem != "actions" and path.parent.name != "actions":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                positional = [argument.arg for argument in node.args.args]
                if "by" in positional:
                    loose.append(f"{path.relative_to(CLONE)}:{node.name}")
    assert loose == []
