"""Projects on the desk, for tests."""

import uuid

from django.test import Client

from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.texts import actions
from amparo.ground.texts.models import Project, Segment

LETTER = """---
title: A letter
---

Write 3 lines.

Name nobody.

Send it today.
"""
LIST = """---
title: A list
---

Take a pen.
"""


def make_project(*, language: str = "ar", chapters: tuple[str, ...] = (LETTER, LIST)) -> Project:
    """A project of two short chapters in English, with one language open."""
    texts = [
        actions.write(None, language="en", source=source.encode(), by=None) for source in chapters
    ]
    project = actions.offer(
        owner=f"test:{uuid.uuid4().hex[:8]}",
        titles={"en": "Letters and lists", "ar": "رسائل وقوائم"},
        source_language="en",
        path="library/",
        after="",
        texts=texts,
    )
    actions.open_language(project, language, by=None)
    return project


def segments(project: Project) -> list[Segment]:
    """Every segment, in reading order."""
    return list(
        Segment.objects.filter(text__place__project=project).order_by(
            "text__place__order", "position"
        )
    )


def cast() -> dict[str, tuple[Account, Client]]:
    """Alice edits, Bob and Dora translate, Charlie is signed in and no more."""
    roles = {
        "alice": [Role.EDITOR],
        "bob": [Role.TRANSLATOR],
        "dora": [Role.TRANSLATOR],
        "charlie": [],
    }
    made = {}
    for name, held in roles.items():
        account = make_account(name, roles=held)
        made[name] = (account, sign_in(Client(), account))
    return made
