"""Chapters, changed one at a time in the browser."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press.models import Chapter, Edition, Publication
from amparo.ground.identity.models import Account
from amparo.ground.texts import actions as texts
from amparo.ground.texts.markdown.matching import survivors
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.models import Severity, Text

from .drafting import EditRefused, changing, drop_unshared, own_text
from .folder import sha
from .ordering import slug_of, written_place

MOST_CHAPTERS = 2_000
LONGEST_PATH = 400
FURTHER = 1_000_000_000  # added to orders while chapters change places


class SavedMeanwhile(Exception):  # noqa: N818  (both keep their words)
    """Somebody else has saved the chapter since it was opened; `there` is what stands there now."""

    def __init__(self, there: bytes) -> None:
        super().__init__()
        self.there = there


class Changed(NamedTuple):
    """A paragraph whose words are others now: its place in the new source, and both."""

    position: int
    line: int
    before: str
    after: str


def paragraphs_changed(old: bytes, new: bytes) -> list[Changed]:
    """The paragraphs of a chapter that say something else in `new`, in order; no query.

    What is new has no translation that could fall behind, so it is not listed. Raises Refused.
    """
    was, now = parse_bytes(old), parse_bytes(new)
    stayed = survivors(was, now)
    return [
        Changed(segment.position, segment.line, was.segments[before].text, segment.text)
        for segment in now.segments
        if (before := stayed.get(segment.position)) is not None
        and was.segments[before].hash != segment.hash
    ]


def save_chapter(
    edition: Edition,
    slug: str,
    *,
    source: bytes,
    seen: str,
    severity: Severity | Mapping[int, Severity] = Severity.MEANING,
    note: str = "",
    by: Account,
) -> Chapter:
    """A chapter with a new source, in the edition that is worked on (opened if need be).

    `seen` is the SHA-256 of the source that was edited; `severity` says what each changed
    paragraph means for its translations, by its new position. Raises SavedMeanwhile, Refused (of
    the texts) and EditRefused, having changed nothing.
    """
    with changing(edition.publication, by=by, verb="edit") as draft:
        row = _chapter(draft, slug)
        there = Text.objects.select_for_update().get(pk=row.text_id)
        if there.sha != seen:
            raise SavedMeanwhile(bytes(there.source))
        if there.sha == sha(source):
            return row
        own_text(row)
        _write(draft, row, source, severity=severity, note=note, by=by)
    return row


def restore_chapter(edition: Edition, slug: str, number: int, *, by: Account) -> Chapter:
    """A chapter as it stood at one of its revisions; every changed paragraph counts as meaning."""
    with changing(edition.publication, by=by, verb="restore") as draft:
        row = _chapter(draft, slug)
        own_text(row)
        texts.restore(row.text, number, by=by.actor)
        row.text.refresh_from_db()
        _after_writing(draft, row)
    return row


def add_chapter(publication: Publication, *, title: str, after: str = "", by: Account) -> Chapter:
    """A new chapter with nothing but its title, after another one (its slug) or at the end."""
    title = " ".join(title.split())[:200]
    if not title:
        raise EditRefused(_("Say what the chapter is called."))
    with changing(publication, by=by, verb="add_chapter") as draft:
        rows = list(draft.chapters.order_by("order").only("id", "slug", "part", "edition"))
        if len(rows) >= MOST_CHAPTERS:
            raise EditRefused(_("That is more chapters than fit into one publication."))
        before = next((row for row in rows if row.slug == after), rows[-1] if rows else None)
        path, slug = _free_place(draft, before.part if before else "", title)
        row = first_chapter(draft, path, slug, title, by=by)
        ids = [one.pk for one in rows]
        ids.insert(ids.index(before.pk) + 1 if before else len(ids), row.pk)
        _put(ids)
    row.refresh_from_db()
    return row


def first_chapter(edition: Edition, path: str, slug: str, title: str, *, by: Account) -> Chapter:
    """A chapter's rows, at the end of an edition; for a caller who sees to all else."""
    language = edition.publication.source_language
    words = title.replace("\\", "\\\\").replace('"', '\\"')
    source = f'---\ntitle: "{words}"\n---\n'.encode()
    text = texts.write(None, language=language, source=source, by=by.actor)
    last = edition.chapters.aggregate(most=Max("order"))["most"] or 0
    return Chapter.objects.create(
        edition=edition,
        path=path,
        part=path.rpartition("/")[0],
        slug=slug,
        order=last + 1,
        files={language: sha(source)},
        text=text,
    )


def move_chapter(edition: Edition, slug: str, *, by_places: int, by: Account) -> None:
    """Move a chapter up (-1) or down (1) within its part."""
    with changing(edition.publication, by=by, verb="move_chapter") as draft:
        rows = list(draft.chapters.order_by("order").only("id", "slug", "part", "edition"))
        place = next((at for at, row in enumerate(rows) if row.slug == slug), None)
        if place is None:
            raise EditRefused(_("There is no such chapter."))
        other = place + (1 if by_places > 0 else -1)
        if not 0 <= other < len(rows) or rows[other].part != rows[place].part:
            raise EditRefused(_("It is already at the edge of its part."))
        rows[place], rows[other] = rows[other], rows[place]
        _put([row.pk for row in rows])


def remove_chapter(edition: Edition, slug: str, *, by: Account) -> None:
    """Take a chapter out of the edition that is worked on; editions that are out keep theirs."""
    with changing(edition.publication, by=by, verb="remove_chapter") as draft:
        row = _chapter(draft, slug)
        row.delete()
        drop_unshared({row.text_id})
        _put(list(draft.chapters.order_by("order").values_list("pk", flat=True)))


def rename_chapter(edition: Edition, slug: str, *, to: str, by: Account) -> str:
    """Give a chapter another address; links from chapter to chapter follow. Returns the address."""
    wanted = slugify(to)[:110].strip("-")
    if not wanted:
        raise EditRefused(_("An address holds small letters, digits and hyphens."))
    with changing(edition.publication, by=by, verb="rename_chapter") as draft:
        row = _chapter(draft, slug)
        if draft.chapters.filter(slug=wanted).exclude(pk=row.pk).exists():
            raise EditRefused(_("Another chapter has this address."))
        row.slug = wanted
        row.save(update_fields=["slug"])
    return wanted


def _chapter(draft: Edition, slug: str) -> Chapter:
    row = draft.chapters.filter(slug=slug).select_related("text").first()
    if row is None:
        raise EditRefused(_("There is no such chapter."))
    return row


def _write(
    draft: Edition,
    row: Chapter,
    source: bytes,
    *,
    severity: Severity | Mapping[int, Severity],
    note: str,
    by: Account,
) -> None:
    row.text = texts.write(
        row.text,
        language=draft.publication.source_language,
        source=source,
        by=by.actor,
        severity=severity,
        note=" ".join(note.split())[:200],
    )
    _after_writing(draft, row)


def _after_writing(draft: Edition, row: Chapter) -> None:
    source = bytes(row.text.source)
    row.files = {**row.files, draft.publication.source_language: sha(source)}
    row.place = written_place(source)
    row.save(update_fields=["files", "place"])


def _free_place(draft: Edition, part: str, title: str) -> tuple[str, str]:
    """A path and an address for a new chapter that no other one has."""
    name = slugify(title)[:80].strip("-") or f"chapter-{sha(title.encode())[:8]}"
    taken = set(draft.chapters.values_list("path", flat=True))
    slugs = set(draft.chapters.values_list("slug", flat=True))
    number = 1
    while True:
        free = name if number == 1 else f"{name}-{number}"
        path = f"{part}/{free}.md" if part else f"{free}.md"
        if path not in taken and slug_of(path) not in slugs:
            if len(path) > LONGEST_PATH:
                raise EditRefused(_("That title is too long."))
            return path, slug_of(path)
        number += 1


def _put(ids: list[int]) -> None:
    """Have chapters stand in this order; two steps, since no two may share a place at any time."""
    rows = {row.pk: row for row in Chapter.objects.filter(pk__in=ids).only("id", "order")}
    moved = [(rows[pk], order) for order, pk in enumerate(ids, start=1) if rows[pk].order != order]
    for further in (FURTHER, 0):
        for row, order in moved:
            row.order = order + further
        Chapter.objects.bulk_update([row for row, _order in moved], ["order"], batch_size=200)
