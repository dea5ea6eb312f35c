"""What the documentation names exists, and what exists is named."""

import argparse
import ast
import importlib
import importlib.util
import re

import pytest
from django.apps import apps

from amparo.config import cli
from amparo.config.commands import up
from tests.architecture.house import CLONE, SOURCE, rooms

DOCS = [*CLONE.glob("*.md"), *(CLONE / "docs").rglob("*.md"), *SOURCE.rglob("README.md")]
OPERATING = (CLONE / "docs" / "operating.md").read_text()
ROW = re.compile(r"^\| `([^`]+)` \|", re.M)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
READERS = {"_flag", "_listed", "get", "getenv"}


def _variables():
    """Every AMPARO_ variable that the code reads from the environment."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Call) and node.args:
                called = node.func
                name = (
                    called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                )
                environ = ast.unparse(called).startswith(("os.environ", "os.getenv", "_"))
                if name in READERS and environ:
                    names = [node.args[0]]
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                names = [node.slice]
            found |= {n.value for n in names if isinstance(n, ast.Constant)}
    return {name for name in found if str(name).startswith("AMPARO_")}


def _commands():
    """Every command of the house and of its rooms."""
    parser = argparse.ArgumentParser()
    add = parser.add_subparsers()
    for name in cli.HOUSE:
        importlib.import_module(f"amparo.config.commands.{name}").register(add)
    for app in apps.get_app_configs():
        if app.name.startswith("amparo.") and importlib.util.find_spec(f"{app.name}.commands"):
            importlib.import_module(f"{app.name}.commands").register(add)
    return {"up", *add.choices}


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    documented = {name for name in ROW.findall(OPERATING) if name.startswith("AMPARO_")}
    assert documented == _variables()


def test_every_command_is_documented_and_every_documented_command_exists():
    documented = {
        name.removeprefix("amparo ")
        for name in ROW.findall(OPERATING)
        if name.startswith("amparo ")
    }
    assert documented == _commands()


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(CLONE)))
def test_every_link_leads_somewhere(path):
    broken = [
        target
        for target in LINK.findall(path.read_text())
        if not target.startswith(("http://", "https://", "mailto:"))
        and not (path.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(CLONE)))
def test_every_test_and_module_that_a_document_names_exists(path):
    text = path.read_text()
    known = {
        found.name
        for folder in ("tests", "src", "bench")
        for found in (CLONE / folder).rglob("*.py")
    }
    named = set(re.findall(r"`(?:[\w/]*/)?(\w+\.py)`", text))
    # The furniture of a room is named before a room has all of it.
    furniture = {f"{name}.py" for name in ("notices", "demo", "jobs", "commands", "forms")}
    assert named - known - furniture == set()


def test_every_command_that_a_document_types_exists():
    typed = {
        name
        for path in DOCS
        for name in re.findall(r"(?:uv run|\.venv/bin/)\s*amparo ([a-z]+)", path.read_text())
    }
    assert typed - _commands() == set()


def test_every_environment_variable_in_the_examples_is_read():
    named = {
        name
        for path in (CLONE / "docs" / "examples").iterdir()
        for name in re.findall(r"AMPARO_[A-Z_]+", path.read_text())
    }
    assert named - _variables() == set()


def test_decisions_are_numbered_without_a_gap_and_fit_on_a_page():
    decisions = sorted((CLONE / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    long = {path.name for path in decisions if len(path.read_text().splitlines()) > 80}
    assert long == set()
    for path in decisions:
        text = path.read_text()
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences"))


def test_every_room_is_in_the_map_of_the_house():
    told = (CLONE / "docs" / "adr" / "0001-the-house.md").read_text()
    groups = {room.name.partition(".")[0] for room in rooms()}
    assert {group for group in groups if group not in told} == set()


def test_the_licence_is_the_whole_agpl():
    text = (CLONE / "LICENSE").read_text()
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) > 600


def test_the_unit_serves_with_the_flags_that_up_serves_with():
    unit = (CLONE / "docs" / "examples" / "amparo.service").read_text()
    started = re.search(r"^ExecStart=\S+ (.+)$", unit, re.M)[1]
    assert started.split() == up.serving("127.0.0.1", 8000, "amparo.config.wsgi:application")[1:]
