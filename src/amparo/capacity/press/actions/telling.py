"""What is said of a publication: what it is, for whom, its title and what it is about."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press.models import Audience, Edition, Publication
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note
from amparo.ground.vocabulary.models import Theme

from .drafting import EditRefused, changing
from .indexing import search_again, searchable_now
from .metadata import LONGEST_LINE, LONGEST_WORDS, Told

LONGEST_LICENCE = 60


@transaction.atomic
def describe(
    publication: Publication,
    *,
    kind: str,
    themes: Iterable[str],
    audience: Iterable[str],
    by: Account,
) -> None:
    """Set what a publication is, its themes (slugs) and for whom it is."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    before = searchable_now(publication)
    if _set(publication, kind=kind, themes=themes, audience=audience):
        note(
            by=by.actor,
            verb="press.describe",
            kind="press.publication",
            object_id=str(publication.pk),
        )
        search_again(publication, before)
        public_changed()


def retell(
    publication: Publication,
    *,
    titles: Mapping[str, str],
    summaries: Mapping[str, str],
    licence: str,
    by: Account,
) -> None:
    """Say in the edition that is worked on what it is called and about, by language, and its

    licence. The source language's title is needed. Raises EditRefused."""
    source = publication.source_language
    with changing(publication, by=by, verb="retell") as draft:
        kept = {tag: line for tag, said in titles.items() if (line := _line(said, LONGEST_LINE))}
        if source not in kept:
            raise EditRefused(_("It needs a title in the language it was written in."))
        draft.told = {
            **draft.told,
            "titles": kept,
            "summaries": {
                tag: line for tag, said in summaries.items() if (line := _line(said, LONGEST_WORDS))
            },
            "licence": _line(licence, LONGEST_LICENCE),
        }


def _line(words: str, longest: int) -> str:
    return " ".join(words.split())[:longest]


def curate(publication: Publication, before: Edition | None, after: Edition, told: Told) -> None:
    """Take kind, themes and audience from handbook.yaml, the first time and when it has changed.

    In between, what editors say on the Desk holds.
    """
    if before is not None and _metadata_of(before) == _metadata_of(after):
        return
    _set(publication, kind=told.kind, themes=told.themes, audience=told.audience)


def _metadata_of(edition: Edition) -> bytes | None:
    return None if edition.metadata_file is None else bytes(edition.metadata_file)


def _set(
    publication: Publication,
    *,
    kind: str | None,
    themes: Iterable[str] | None,
    audience: Iterable[str] | None,
) -> bool:
    """Set what is given; whether anything changed."""
    changed = False
    if kind is not None and kind != publication.kind:
        publication.kind = kind
        publication.save(update_fields=["kind"])
        changed = True
    if themes is not None:
        wanted = set(Theme.objects.filter(slug__in=list(themes)))
        if wanted != set(publication.themes.all()):
            publication.themes.set(wanted)
            changed = True
    if audience is not None:
        listed = list(dict.fromkeys(audience))
        if listed != [row.who for row in publication.audiences.order_by("id")]:
            publication.audiences.all().delete()
            Audience.objects.bulk_create(Audience(publication=publication, who=w) for w in listed)
            changed = True
    return changed


def as_told(
    told: Told, source: str, before: Edition | None, slug: str, metadata: bytes | None
) -> dict[str, Any]:
    """What an edition keeps of its handbook.yaml; what is not said there is as it was `before`.

    While handbook.yaml itself is the same, what editors have said since holds.
    """
    was: dict[str, Any] = before.told if before else {}
    if before is not None and metadata is not None and _metadata_of(before) == metadata:
        return {**was, "titles": was.get("titles", {}) | _by_hand(told, source)}
    words = slug.replace("-", " ")
    return {
        "source_language": source,
        "titles": told.titles or was.get("titles") or {source: words[:1].upper() + words[1:]},
        "summaries": told.summaries or was.get("summaries", {}),
        "origins": told.origins or was.get("origins", {}),
        "parts": told.parts or was.get("parts", {}),
        "licence": told.licence or was.get("licence", ""),
    }


def _by_hand(told: Told, source: str) -> Mapping[str, str]:
    return {source: told.given} if told.given else {}
