"""Templates name nothing above their room, and carry no style, script or picture of their own."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import SOURCE, Room, may_use, room_of, rooms

TEMPLATES = sorted(
    path for room in rooms() for path in (room.folder / "templates").rglob("*") if path.is_file()
)
ROUTE = re.compile(r"""\{%-?\s*url\s+['"](?:(\w+):)?(\w+)['"]""")
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without a source": re.compile(r"<script(?![^>]*\ssrc\s*=)", re.I),
    "an event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something from elsewhere": re.compile(
        r"""<(?:script|img|iframe|video|audio|source|object|embed)[^>]*?(?:src|data)=["']?(?:https?:)?//""",
        re.I,
    ),
    "a style sheet from elsewhere": re.compile(
        r"""<link[^>]*rel=["']?(?:stylesheet|preload|icon)[^>]*href=["']?(?:https?:)?//""", re.I
    ),
    "a field without escaping": re.compile(r"\|\s*safe\b|\{%\s*autoescape off"),
}


def _room(path: Path) -> Room:
    return next(room for room in rooms() if path.is_relative_to(room.folder))


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_names_no_route_of_a_room_above_it(path):
    own = _room(path)
    upward = [
        f"{namespace}:{name}"
        for namespace, name in ROUTE.findall(path.read_text())
        if (other := room_of(namespace)) is not None and not may_use(own, other)
    ]
    assert upward == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_brings_no_style_script_or_picture_of_its_own(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text())
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_stands_in_the_folder_of_its_room(path):
    room = _room(path)
    inside = path.relative_to(room.folder / "templates").parts[0]
    # Django looks for a form's own templates under django/, the interface gives them.
    allowed = {room.label} | ({"django"} if room.label == "interface" else set())
    allowed |= {"account", "mfa", "allauth"} if room.label == "identity" else set()
    assert inside in allowed


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_an_outward_link_says_nothing_of_where_one_came_from(path):
    telling = [
        tag
        for tag in re.findall(r"<a\b[^>]*href=[\"']?https?://[^>]*>", path.read_text(), re.I)
        if "noreferrer" not in tag
    ]
    assert telling == []


NUMBER = re.compile(
    r"\{\{ ?[a-z_0-9.]*(?:\bpk|\.pk|\.id|number|\.position|\.order|page)(?:\|add:-?\d)? ?\}\}"
)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_number_in_an_attribute_is_not_written_for_people(path):
    """The thousandth row is 1000 to a form, not "1,000"."""
    attributes = re.findall(r'[a-z-]+="[^"]*"', path.read_text())
    assert [words for words in attributes if NUMBER.search(words)] == []


FORM = re.compile(r"<form\b.*?</form>", re.S)
SEALED = re.compile(r'name="(?:draft|visit)"')  # what a person said so far, sealed to themselves
UNKEPT = '{% include "questions/unkept.html" %}'


def test_there_are_forms_of_what_is_sealed_to_look_at():
    assert sum(len(SEALED.findall(path.read_text())) for path in TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_no_browser_keeps_what_is_typed_into_a_form_of_somebody_who_asks_or_applies(path):
    forms = [form for form in FORM.findall(path.read_text()) if SEALED.search(form)]
    assert [form[:80] for form in forms if UNKEPT not in form] == []
    assert [form[:80] for form in forms if 'autocomplete="off"' not in form] == []
