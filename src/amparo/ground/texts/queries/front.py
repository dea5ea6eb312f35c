"""What the front asks every room: what waits, what is held about somebody, what can be found."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q
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
    Revision,
    Severity,
    State,
    Translation,
)

from .said import severities


def waiting(by: Reader) -> list[Waiting]:
    """What waits for this person at the translation desk, in languages that are open; three
    queries at most."""
    if by is None or not permissions.sees_desk(by):
        return []
    # A text stands in one project, and a language is opened there once: no row comes twice.
    rows = Translation.objects.filter(
        segment__text__place__project__languages__language=F("language"),
        segment__text__place__project__languages__closed=False,
    )
    behind = list(
        rows.exclude(source_hash=F("segment__hash")).values_list(
            "segment_id", "source_hash", "segment__text_id"
        )
    )
    bad = severities([(row[0], row[1]) for row in behind], {row[2] for row in behind})
    somebodys = ~Q(author=by.actor) | Q(author=None)
    counted = rows.aggregate(
        unread=Count("pk", filter=Q(state=State.DRAFT, author__isnull=False) & somebodys),
        read=Count("pk", filter=Q(state=State.REVIEWED) & somebodys),
    )
    place = reverse("texts:projects")
    found = [
        Waiting(
            _("Translated paragraphs whose original has changed"),
            place,
            sum(bad[segment, was] != Severity.TYPO for segment, was, _text in behind),
        ),
        Waiting(_("Translations that somebody else has to read"), place, counted["unread"]),
    ]
    if permissions.approves(by):
        found.append(Waiting(_("Translations to be approved"), place, counted["read"]))
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
