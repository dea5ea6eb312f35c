"""What the front asks every room: what waits, what is held about somebody, what can be found."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Reader
from amparo.ground.identity.queries import Waiting
from amparo.ground.search.models import Document
from amparo.ground.texts import permissions
from amparo.ground.texts.models import (
    Change,
    Comment,
    Credit,
    Package,
    ProjectLanguage,
    Revision,
    Severity,
    State,
    Translation,
)

from .said import severities


def waiting(by: Reader) -> list[Waiting]:
    """What waits for this person at the translation desk, in languages that are open; four
    queries at most."""
    if by is None or not permissions.sees_desk(by):
        return []
    place = reverse("texts:projects")
    opened = ProjectLanguage.objects.filter(
        project__places__text=OuterRef("segment__text"), language=OuterRef("language"), closed=False
    )
    rows = Translation.objects.filter(Exists(opened))
    behind = list(
        rows.exclude(source_hash=F("segment__hash")).values_list(
            "segment_id", "source_hash", "segment__text_id"
        )
    )
    bad = severities([(row[0], row[1]) for row in behind], {row[2] for row in behind})
    unread = rows.filter(state=State.DRAFT, author__isnull=False).exclude(author=by.actor)
    found = [
        Waiting(
            _("Translated paragraphs whose original has changed"),
            place,
            sum(bad[segment, was] != Severity.TYPO for segment, was, _text in behind),
        ),
        Waiting(_("Translations that somebody else has to read"), place, unread.count()),
    ]
    if permissions.approves(by):
        read = rows.filter(state=State.REVIEWED).exclude(author=by.actor)
        found.append(Waiting(_("Translations to be approved"), place, read.count()))
    return [one for one in found if one.count]


def about(by: Reader) -> dict[str, Any]:
    """What this room holds about this account: names it asked for, what it said, and how often
    its random id stands beside words."""
    if by is None:
        return {}
    actor = by.actor
    counts = {
        "translations you wrote": Translation.objects.filter(author=actor).count(),
        "translations you read": Translation.objects.filter(reviewer=actor).count(),
        "sources you changed": Revision.objects.filter(by=actor).count(),
        "paragraphs you changed": Change.objects.filter(by=actor).count(),
        "packages you took out": Package.objects.filter(by=actor).count(),
    }
    held: dict[str, Any] = {name: count for name, count in counts.items() if count}
    names = [
        {"name": row.name, "language": row.language}
        for row in Credit.objects.filter(actor=actor).order_by("pk")
    ]
    said = [
        {"at": row.at.isoformat(), "words": row.words}
        for row in Comment.objects.filter(by=actor).order_by("pk")
    ]
    if names:
        held["names to be printed"] = names
    if said:
        held["your comments"] = said
    return held


def searchable() -> Iterator[Document]:
    """Nothing by itself: the room that owns a text says who may find it, and where."""
    yield from ()
