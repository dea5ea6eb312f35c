"""Publishing an edition, withdrawing it, and saying what a publication is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Audience, Edition, Publication, State
from amparo.capacity.press.queries.front import current, documents
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note
from amparo.ground.search import actions as search
from amparo.ground.texts.queries import languages as languages_of
from amparo.ground.vocabulary.models import Theme
from amparo.ground.work.actions import enqueue

from .counting import count
from .metadata import Told


class PublishRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """An edition cannot take this step; the message says why."""


class Step(NamedTuple):
    """A step of an edition's life: from which states, to which, and what it is called."""

    verb: str
    before: frozenset[State]
    after: State
    label: Any


STEPS = {
    "publish": Step(
        "publish",
        frozenset({State.DRAFT, State.WITHDRAWN, State.SUPERSEDED}),
        State.RELEASED,
        _("Publish"),
    ),
    "withdraw": Step("withdraw", frozenset({State.RELEASED}), State.WITHDRAWN, _("Withdraw")),
}


def steps_of(edition: Edition) -> list[Step]:
    """The steps an edition can take from where it is."""
    return [step for step in STEPS.values() if edition.state in step.before]


@dataclass(frozen=True, slots=True)
class Findable:
    """What search holds of a publication: who finds it, and each chapter as it was put there."""

    seen_by: tuple[int, ...] = ()
    about: tuple[Any, ...] = ()
    languages: frozenset[str] = frozenset()
    chapters: tuple[tuple[str, Any], ...] = ()


@transaction.atomic
def take_step(edition: Edition, verb: str, *, by: Account) -> None:
    """Publish or withdraw an edition, by a member of staff; raises PublishRefused."""
    if not permissions.publishes(by, edition):
        raise PublishRefused(_("Only editors publish and withdraw."))
    {"publish": publish, "withdraw": withdraw}[verb](edition, by=by.actor)


@transaction.atomic
def publish(edition: Edition, *, by: UUID | None) -> None:
    """Release an edition to everybody; the one released before is replaced by it.

    Raises PublishRefused when it is not one that can be released.
    """
    publication = _locked(edition)
    before = searchable_now(publication)
    release(edition, by=by)
    search_again(publication, before)
    public_changed()


def release(edition: Edition, *, by: UUID | None) -> None:
    """`publish` without the search index, for a caller who sees to that in the same transaction."""
    _must_be(edition, STEPS["publish"])
    Edition.objects.filter(publication=edition.publication_id, state=State.RELEASED).update(
        state=State.SUPERSEDED
    )
    edition.state = State.RELEASED
    edition.released_on = edition.released_on or timezone.now().date()
    edition.save(update_fields=["state", "released_on"])
    note(by=by, verb="press.publish", kind="press.edition", object_id=str(edition.pk))
    enqueue("press.make_files", edition.pk, by=by)


@transaction.atomic
def withdraw(edition: Edition, *, by: UUID | None) -> None:
    """Take a released edition away from readers; nothing takes its place by itself.

    Raises PublishRefused when it is not released.
    """
    publication = _locked(edition)
    before = searchable_now(publication)
    _must_be(edition, STEPS["withdraw"])
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    note(by=by, verb="press.withdraw", kind="press.edition", object_id=str(edition.pk))
    search_again(publication, before)
    public_changed()


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


@transaction.atomic
def refresh(publication: Publication) -> None:
    """After its texts were changed by somebody else: count, drop made files, search again."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    before = searchable_now(publication)
    for edition in publication.editions.filter(state__in=permissions.STANDING):
        count(edition)
        edition.one_files.all().delete()
        if edition.state == State.RELEASED:
            enqueue("press.make_files", edition.pk)
    search_again(publication, before, all_anew=True)
    public_changed()


def forget(*, by: Account) -> None:
    """The press keeps nothing about an account, so there is nothing to remove."""


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


def as_told(told: Told, source: str, before: Edition | None, slug: str) -> dict[str, Any]:
    """What an edition keeps of its handbook.yaml; what is not said there is as it was `before`."""
    was: dict[str, Any] = before.told if before else {}
    words = slug.replace("-", " ")
    return {
        "source_language": source,
        "titles": told.titles or was.get("titles") or {source: words[:1].upper() + words[1:]},
        "summaries": told.summaries or was.get("summaries", {}),
        "origins": told.origins or was.get("origins", {}),
        "parts": told.parts or was.get("parts", {}),
        "licence": told.licence or was.get("licence", ""),
    }


def searchable_now(publication: Publication) -> Findable:
    """What search holds of a publication at this moment."""
    edition = current(publication)
    if edition is None:
        return Findable()
    rows = list(edition.chapters.only("slug", "text_id", "titles", "edition"))
    return Findable(
        seen_by=permissions.search_keys_of(edition),
        about=(
            edition.told,
            sorted(publication.themes.values_list("slug", flat=True)),
        ),
        languages=frozenset(edition.languages.values_list("language", flat=True)),
        chapters=tuple((row.slug, (row.text_id, row.titles)) for row in rows),
    )


def search_again(publication: Publication, before: Findable, *, all_anew: bool = False) -> None:
    """Bring the search index from `before` to what it must hold now, in this transaction."""
    after = searchable_now(publication)
    edition = current(publication)
    if edition is not None:
        stays = not all_anew and (before.seen_by, before.about) == (after.seen_by, after.about)
        was = dict(before.chapters) if stays else {}
        new = [slug for slug, made_of in after.chapters if was.get(slug) != made_of]
        news = edition.chapters.filter(slug__in=new) if len(new) < 500 else edition.chapters.all()
        wanted = set(new)
        ids = [
            pk for pk, slug in news.order_by("order").values_list("pk", "slug") if slug in wanted
        ]
        search.put_many(documents(edition, ids, itself=not stays))
    for key in sorted(_keys(publication, before) - _keys(publication, after)):
        search.remove(key)


def _keys(publication: Publication, held: Findable) -> set[str]:
    keys = {f"press.publication:{publication.pk}:{tag}" for tag in held.languages}
    texts = {slug: made_of[0] for slug, made_of in held.chapters}
    spoken = languages_of(texts.values()) if texts else {}
    for slug, text in texts.items():
        for tag in {publication.source_language, *spoken.get(text, set())}:
            keys.add(f"press.chapter:{publication.pk}:{slug}:{tag}")
    return keys


def _locked(edition: Edition) -> Publication:
    return Publication.objects.select_for_update().get(pk=edition.publication_id)


def _must_be(edition: Edition, step: Step) -> None:
    edition.refresh_from_db(fields=["state"])
    if edition.state not in step.before:
        raise PublishRefused(
            _("This edition is “%(state)s”, so this cannot be done.")
            % {"state": State(edition.state).label}
        )
