"""The demonstration world's library: a published handbook, an edit that leaves its translations
behind, and a draft that only staff see."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from amparo.ground.identity.demo import DemoWorld

from . import actions, queries

WORLD = Path(__file__).with_name("demo_world")
HANDBOOK = "writing-to-special-procedures"
DRAFT = "before-a-public-meeting"
EDITED = "en/02-risk-and-consent.md"
ADDED = " If you are not sure, wait a day, and ask somebody you trust."
NOT_PROSE = tuple("#|-:>[*!{`~ \t") + tuple("0123456789")


def build(world: DemoWorld) -> Iterator[str]:
    """Import the library; yields a step's name as it goes. Safe to run again."""
    editor = world.accounts["editor"].actor
    if queries.newest(HANDBOOK) is None:
        yield "a handbook in five languages"
        actions.import_folder(WORLD / HANDBOOK, slug=HANDBOOK, source="en", by=editor, release=True)
    newest = queries.newest(HANDBOOK)
    if newest is not None and newest.number == 1:
        yield "an edit in the handbook"
        with tempfile.TemporaryDirectory() as place:
            edited = Path(shutil.copytree(WORLD / HANDBOOK, Path(place) / HANDBOOK))
            file = edited / EDITED
            file.write_text(with_an_edit(file.read_text(encoding="utf-8")), encoding="utf-8")
            actions.import_folder(edited, slug=HANDBOOK, source="en", by=editor, release=True)
    if queries.newest(DRAFT) is None:
        yield "a draft"
        actions.import_folder(WORLD / DRAFT, slug=DRAFT, source="en", by=editor)


def with_an_edit(markdown: str) -> str:
    """A chapter whose first paragraph says one thing more."""
    lines = markdown.split("\n")
    begin = lines.index("---", 1) + 1 if lines[0] == "---" else 0
    for number in range(begin, len(lines)):
        line = lines[number]
        ends = number + 1 == len(lines) or not lines[number + 1].strip()
        if line.strip() and ends and not line.startswith(NOT_PROSE):
            lines[number] = line.rstrip() + ADDED
            break
    return "\n".join(lines)
