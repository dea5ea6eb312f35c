"""Search follows: what it holds of a publication, before a change and after it."""

from dataclasses import dataclass
from typing import Any

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Publication
from amparo.capacity.press.queries.front import current, documents
from amparo.ground.search import actions as search
from amparo.ground.texts.queries import languages as languages_of


@dataclass(frozen=True, slots=True)
class Findable:
    """What search holds of a publication: who finds it, and each chapter as it was put there."""

    seen_by: tuple[int, ...] = ()
    about: tuple[Any, ...] = ()
    keys: frozenset[str] = frozenset()
    chapters: tuple[tuple[str, Any], ...] = ()


def searchable_now(publication: Publication) -> Findable:
    """What search holds of a publication at this moment."""
    edition = current(publication)
    if edition is None:
        return Findable()
    rows = list(edition.chapters.only("slug", "text_id", "titles", "edition"))
    keys = {
        f"press.publication:{publication.pk}:{tag}"
        for tag in edition.languages.values_list("language", flat=True)
    }
    spoken = languages_of([row.text_id for row in rows], released=edition.is_given_out)
    for row in rows:
        for tag in {publication.source_language, *spoken.get(row.text_id, set())}:
            keys.add(f"press.chapter:{publication.pk}:{row.slug}:{tag}")
    return Findable(
        seen_by=permissions.search_keys_of(edition),
        about=(edition.told, sorted(publication.themes.values_list("slug", flat=True))),
        keys=frozenset(keys),
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
    for key in sorted(before.keys - after.keys):
        search.remove(key)
