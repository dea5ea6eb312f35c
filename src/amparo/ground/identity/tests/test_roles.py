"""docs/roles.md says who may do what in the very sentences of the code, room by room."""

import importlib
import importlib.util
import re
from enum import Enum
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from amparo.ground.identity import permissions
from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import EVERYONE_ON_STAFF, Rule

ROLES = Path(permissions.__file__).parents[4] / "docs" / "roles.md"


def tables() -> dict[str, type[Enum]]:
    """Every room's table of permissions, by the room's place: "capacity/press"."""
    found: dict[str, type[Enum]] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.permissions"
        if app.name.startswith("amparo.") and importlib.util.find_spec(name):
            table = importlib.import_module(name).Permission
            found[app.name.removeprefix("amparo.").replace(".", "/")] = table
    return found


def line(rule: Rule) -> str:
    """How the document says one permission."""
    if rule.public:
        who = "Anybody"
    elif not rule.roles:
        who = "Everybody who is signed in"
    elif rule.roles == EVERYONE_ON_STAFF:
        who = "All staff"
    else:
        who = ", ".join(permissions.holders(rule.roles))
    return f"- **{who}** may {rule.sentence}."


def written() -> dict[str, list[str]]:
    """The document's sections that are rooms, and their lines."""
    sections = re.split(r"^## ", ROLES.read_text(encoding="utf-8"), flags=re.M)[1:]
    rooms = {section.split("\n", 1)[0]: section.split("\n", 1)[1] for section in sections}
    return {
        name: re.findall(r"^- \*\*.*$", text, flags=re.M)
        for name, text in rooms.items()
        if name in tables() or "/" in name
    }


def test_the_document_has_a_section_for_every_room_with_permissions_and_no_other() -> None:
    assert set(written()) == set(tables())


@pytest.mark.parametrize("room", tables())
def test_the_document_says_what_the_code_allows(room: str) -> None:
    with translation.override("en"):
        assert written()[room] == [line(member.value) for member in tables()[room]]


def test_the_document_describes_every_role() -> None:
    told = ROLES.read_text(encoding="utf-8")
    for role in Role:
        assert f"| {role.label} |" in told


@pytest.mark.parametrize("room", tables())
def test_every_member_of_a_table_is_a_rule(room: str) -> None:
    assert {type(member.value) for member in tables()[room]} == {Rule}


@pytest.mark.django_db
def test_a_rule_allows_exactly_whom_it_names() -> None:
    from amparo.ground.identity.tests.factories import make_account

    editor = make_account("edith", roles=[Role.EDITOR])
    bare = make_account("bare", roles=[Role.EDITOR], second_factor=False)
    reader = make_account("rita")
    for rule, allowed in [
        (Rule("x", public=True), [None, reader, bare, editor]),
        (Rule("x"), [reader, bare, editor]),
        (Rule("x", frozenset({Role.EDITOR})), [editor]),
        (Rule("x", frozenset({Role.AUDITOR})), []),
        (Rule("x", EVERYONE_ON_STAFF), [editor]),
    ]:
        assert [by for by in [None, reader, bare, editor] if rule.allows(by)] == allowed
