"""Packages for tests: taken out, filled as a translator would, and merged."""

from uuid import uuid4

import polib

from amparo.ground.texts import actions
from amparo.ground.texts.actions.comparing import Merge, read_package
from amparo.ground.texts.actions.merging import merge_package
from amparo.ground.texts.actions.packages import Scope, make_package
from amparo.ground.texts.models import (
    Format,
    Project,
    ProjectLanguage,
    Text,
    Translation,
)

BACK = [Format.PO, Format.XLIFF, Format.DOCX]
SHORT = "# One\n\nFirst paragraph.\n\nSecond paragraph.\n"


def make_project(*texts: Text, language: str = "fr", owner: str = "") -> Project:
    project = actions.offer(
        owner=owner or f"test:{uuid4()}",
        titles={"en": "Letters"},
        source_language="en",
        path="library/",
        after="",
        texts=texts,
    )
    ProjectLanguage.objects.get_or_create(project=project, language=language)
    return project


def said(text: Text, language: str = "fr") -> dict[int, str]:
    return dict(
        Translation.objects.filter(segment__text=text, language=language).values_list(
            "segment__position", "text"
        )
    )


def taken_out(
    project: Project, language: str = "fr", *, kind: Format = Format.PO, **scope
) -> bytes:
    return make_package(project, language, format=kind, scope=Scope(**scope), by=None)[1]


def written(content: bytes, **by_source: str) -> bytes:
    """The PO file as a translator sends it back; words by the first word of their source."""
    file = polib.pofile(content.decode() + "\n", wrapwidth=0)
    for entry in file:
        if entry.msgid.split()[0] in by_source:
            entry.msgstr = by_source[entry.msgid.split()[0]]
            entry.fuzzy = False
    return str(file).encode()


def merged(content: bytes, project: Project | None = None, **how: object) -> Merge:
    merge = read_package(project, "", content)
    merge_package(merge, by=None, **how)
    return merge


def outcomes(merge: Merge) -> dict[str, int]:
    return {str(outcome): count for outcome, count in merge.counts.items()}
