"""What the front asks every room: what waits, what is held about somebody, what can be found."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import (
    Chapter,
    Edition,
    LanguageRelease,
    Publication,
    Stage,
    State,
)
from amparo.ground.identity.models import Reader
from amparo.ground.identity.queries import Waiting
from amparo.ground.search.models import Document
from amparo.ground.texts import queries as texts

from .shelf import ON_SHELF

BATCH = 200
ORDERABLE = (State.APPROVED, State.RELEASED)


def waiting(by: Reader) -> list[Waiting]:
    """What waits for this person in the press; at most two queries. What translators have to do,

    the translation desk says."""
    if not permissions.Permission.PUBLISH.value.allows(by):
        return []
    rows = Edition.objects.filter(permissions.published_by(by), state__in=permissions.WORKED_ON)
    counts = {
        row["state"]: row["count"]
        for row in rows.order_by().values("state").annotate(count=Count("pk"))
    }
    blocked = LanguageRelease.objects.filter(
        edition__in=Edition.objects.filter(permissions.published_by(by), state__in=ORDERABLE),
        stage=Stage.BLOCKED,
    ).count()
    place = reverse("press:desk")
    found = [
        Waiting(_("Drafts of publications, not yet published"), place, counts.get(State.DRAFT, 0)),
        Waiting(_("Editions that wait for a review"), place, counts.get(State.IN_REVIEW, 0)),
        Waiting(_("Approved editions that can be released"), place, counts.get(State.APPROVED, 0)),
        Waiting(_("Languages whose release a check has stopped"), place, blocked),
    ]
    return [one for one in found if one.count]


def about(by: Reader) -> dict[str, Any]:  # noqa: ARG001  (every room is asked)
    """What the press holds about this account: nothing. What staff did is in the record."""
    return {}


def current(publication: Publication) -> Edition | None:
    """The edition of a publication that search finds: the released one, else the one worked on."""
    found = list(
        publication.editions.filter(state__in=ON_SHELF).defer("metadata_file").order_by("-number")
    )
    released = (row for row in found if row.state == State.RELEASED)
    return next(released, found[0] if found else None)


def searchable() -> Iterator[Document]:
    """Everything of the press that can be found, a batch of chapters in memory at a time."""
    for publication in Publication.objects.order_by("pk").iterator():
        edition = current(publication)
        if edition is not None:
            yield from documents(edition)


def documents(
    edition: Edition, chapters: Iterable[int] | None = None, *, itself: bool = True
) -> Iterator[Document]:
    """An edition's documents: `itself`, and its chapters (of `chapters`, ids, if given)."""
    publication = edition.publication
    seen_by = permissions.search_keys_of(edition)
    themes = tuple(publication.themes.order_by("slug").values_list("slug", flat=True))
    tags = list(edition.languages.order_by("id").values_list("language", flat=True))
    for tag in tags if itself else []:
        title, title_tag = edition.title(tag)
        if title_tag == tag:
            yield Document(
                key=f"press.publication:{publication.pk}:{tag}",
                group=f"press.publication:{publication.pk}",
                language=tag,
                title=title,
                body=edition.summary(tag)[0] if edition.summary(tag)[1] == tag else "",
                path=f"library/{publication.slug}/{_asking(tag)}",
                kind="publication",
                seen_by=seen_by,
                themes=themes,
            )
    ids = list(
        edition.chapters.order_by("order").values_list("pk", flat=True)
        if chapters is None
        else chapters
    )
    for start in range(0, len(ids), BATCH):
        rows = list(Chapter.objects.filter(pk__in=ids[start : start + BATCH]).order_by("order"))
        for tag in tags:
            words = texts.plains([row.text_id for row in rows], tag, released=edition.is_given_out)
            for row in rows:
                if not words.get(row.text_id):
                    continue
                yield Document(
                    key=f"press.chapter:{publication.pk}:{row.slug}:{tag}",
                    group=f"press.chapter:{publication.pk}:{row.slug}",
                    language=tag,
                    title=row.title(tag, publication.source_language)[0],
                    body=words[row.text_id],
                    path=f"library/{publication.slug}/{row.slug}/{_asking(tag)}",
                    kind="chapter",
                    seen_by=seen_by,
                    themes=themes,
                )


def _asking(tag: str) -> str:
    """The query that shows a text language in which no page of ours is written."""
    return "" if tag in dict(settings.LANGUAGES) else f"?in={tag}"
