"""A folder becomes an edition: looked through, staged in small pieces, and turned in one moment.

Until that moment nobody sees any of it. What an import that was killed left behind is cleared by
the next one of the same publication; a second import at the same time takes over from the first,
which then refuses to go on.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.capacity.press.models import Edition, Publication, State, Step
from amparo.capacity.press.permissions import WORKED_ON
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note

from . import clearing, figures, review, telling
from .counting import count
from .drafting import named
from .folder import FileRefused, Folder, Refusal, look_through, read, read_text, sha
from .indexing import search_again, searchable_now
from .metadata import MOST_METADATA, Told, understand
from .offering import offer_to_desk
from .ordering import put_in_order, slug_of, written_place
from .staging import Candidate, Imported, Overtaken, Report, hold, stage

RESERVED = frozenset({"desk", "files", "new"})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class ImportRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """The import as a whole cannot be done; nothing has changed. The message says why."""


def silent(_done: int, _of: int, _what: str) -> None:
    """For callers to whom progress does not matter."""


def import_folder(
    root: Path,
    *,
    slug: str,
    source: str,
    by: UUID | None,
    title: str = "",
    release: bool = False,
    waive: str = "",
    report: Report = silent,
) -> Imported:
    """Import the folder `root` as an edition of the publication `slug`, written in `source`.

    A released edition stays as it is; a draft is replaced. The same folder again changes nothing.
    What cannot be read stays as it was before. `by` is who asked (an actor id; None for the command
    line); `release` publishes the edition in the same moment, as far as it passes its gates or they
    are waived (`waive`: why, for everybody to read); `report` hears how far it is.

    Raises ImportRefused and FolderRefused, having changed nothing.
    """
    if not SLUG.match(slug) or slug in RESERVED or len(slug) > 80:
        raise ImportRefused(_("The short name may hold small letters, digits and hyphens."))
    folder = look_through(root, source=source)
    done = Imported(
        slug,
        refused=folder.refused,
        only_translated=folder.only_translated,
        left_out=folder.left_out,
    )
    publication, before = _begin(slug, folder.source)
    told, metadata = _metadata(folder, before, done)
    if title.strip():
        told.given = " ".join(title.split())[:200]
        told.titles[folder.source] = told.given
    candidates = list(_candidates(folder, before, done, report))
    if not candidates:
        clearing.clear(publication)
        raise ImportRefused(_("No file in the source language could be read."))
    staged = Edition.objects.create(
        publication=publication,
        folders=folder.folders,
        told=telling.as_told(told, folder.source, before, slug, metadata),
        metadata_file=metadata,
    )
    try:
        pictures = figures.stage(staged, folder, done.refused, before)
        staged.tree_sha = tree_sha(staged, candidates, pictures)
        if before is not None and not _is_news(staged, before):
            clearing.clear(publication)
            return _unchanged(done, before, release=release, waive=waive, by=by)
        stage(staged, folder, candidates, done, report)
        # Markdown that was refused is as it was, so there may be no news after all.
        staged.tree_sha = tree_sha(staged, candidates, pictures)
        if not staged.chapters.exists():
            raise ImportRefused(_("No file in the source language could be read."))
        if before is not None and not _is_news(staged, before):
            clearing.clear(publication)
            return _unchanged(done, before, release=release, waive=waive, by=by)
        put_in_order(staged)
        count(staged)
        _turn(staged, before, told, done, by=by, release=release, waive=waive)
    except Overtaken as error:
        raise ImportRefused(
            _("Another import of this publication began, so this one stopped.")
        ) from error
    except ImportRefused:
        clearing.clear(publication)
        raise
    clearing.clear(publication)
    return _finished(done, staged, changed=True)


def _metadata(folder: Folder, before: Edition | None, done: Imported) -> tuple[Told, bytes | None]:
    """What handbook.yaml says, and its bytes; one that cannot be read is as it was."""
    if folder.metadata is None:
        return Told(), None
    try:
        content = read(folder.metadata, MOST_METADATA)
        told = understand(content, source=folder.source)
    except FileRefused as refusal:
        done.refused.append(Refusal(folder.metadata.name, str(refusal)))
        was = before.metadata_file if before else None
        return Told(), None if was is None else bytes(was)
    done.problems.extend(told.problems)
    return told, content


def _begin(slug: str, source: str) -> tuple[Publication, Edition | None]:
    """The publication, cleared of leftovers, and its newest edition."""
    publication, _made = Publication.objects.get_or_create(
        slug=slug, defaults={"source_language": source}
    )
    before = (
        publication.editions.exclude(state__in=[State.STAGED, State.DISCARDED])
        .order_by("-number")
        .first()
    )
    if before is None and publication.source_language != source:
        Publication.objects.filter(pk=publication.pk).update(source_language=source)
        publication.source_language = source
    if publication.source_language != source:
        raise ImportRefused(
            _("This publication was written in another language: %(tag)s.")
            % {"tag": publication.source_language}
        )
    clearing.clear(publication, even_if_empty=False)
    return publication, before


def _candidates(
    folder: Folder, before: Edition | None, done: Imported, report: Report
) -> Iterator[Candidate]:
    """Every file that may become a chapter; one that cannot be read is as it was, or is not."""
    known = {row.path: row for row in before.chapters.defer("titles")} if before else {}
    renamed = {row.slug: row for row in known.values() if row.path not in folder.files}
    unreadable = {refusal.path for refusal in done.refused}
    for path, was in sorted(known.items()):
        if path not in folder.files and f"{folder.folders[folder.source]}/{path}" in unreadable:
            renamed.pop(was.slug, None)
            yield Candidate(path, was.place, was, dict(was.files))
    paths = sorted(folder.files)
    for place, path in enumerate(paths):
        report(place, len(paths), _("Reading"))
        found = known.get(path) or renamed.pop(slug_of(path), None)
        candidate = Candidate(path, None, found, dict(found.files) if found else {})
        _look_at(candidate, folder, done)
        if folder.source in candidate.files:
            yield candidate


def _look_at(candidate: Candidate, folder: Folder, done: Imported) -> None:
    """Note what each language's file of a candidate is now."""
    path, was = candidate.path, candidate.before
    candidate.place = was.place if was else None
    for tag in sorted(candidate.files.keys() - folder.files[path].keys()):
        done.kept.append(f"{folder.folders.get(tag, tag)}/{path}")
    for tag, file in folder.files[path].items():
        try:
            content = read_text(file)
        except FileRefused as refusal:
            done.refused.append(Refusal(f"{folder.folders[tag]}/{path}", str(refusal)))
            continue
        candidate.files[tag] = sha(content)
        if tag == folder.source:
            candidate.place = written_place(content)


def tree_sha(edition: Edition, candidates: Iterable[Candidate], pictures: dict[str, str]) -> str:
    """SHA-256 of a list of every file and its SHA-256: two editions agree when their trees do."""
    listed = dict(pictures)
    if edition.metadata_file is not None:
        listed["handbook.yaml"] = sha(bytes(edition.metadata_file))
    for candidate in candidates:
        for tag, file_sha in candidate.files.items():
            listed[f"{edition.folders.get(tag, tag)}/{candidate.path}"] = file_sha
    return named(listed)


def _is_news(staged: Edition, before: Edition) -> bool:
    return (staged.tree_sha, staged.told) != (before.tree_sha, before.told)


@transaction.atomic
def _turn(
    staged: Edition,
    before: Edition | None,
    told: Told,
    done: Imported,
    *,
    by: UUID | None,
    release: bool,
    waive: str,
) -> None:
    """The moment in which a staged edition becomes the publication's newest."""
    publication = Publication.objects.select_for_update().get(pk=staged.publication_id)
    hold(staged)
    standing = searchable_now(publication)
    drafts = publication.editions.filter(state__in=WORKED_ON)
    number = drafts.order_by("-number").values_list("number", flat=True).first()
    Step.objects.filter(edition__in=drafts).update(edition=staged)
    drafts.update(state=State.DISCARDED, number=None)
    if number is None:
        last = publication.editions.filter(number__isnull=False).order_by("-number").first()
        number = (last.number or 0) + 1 if last else 1
    staged.number, staged.state = number, State.DRAFT
    staged.save()
    telling.curate(publication, before, staged, told)
    review.stepped(staged, "import", by=by)
    note(by=by, verb="press.import", kind="press.publication", object_id=str(publication.pk))
    offer_to_desk(staged)
    if release:
        done.blocked = review.release(staged, by=by, waive=waive).blocked
    search_again(publication, standing)
    public_changed()


def _unchanged(
    done: Imported, before: Edition, *, release: bool, waive: str, by: UUID | None
) -> Imported:
    """Nothing is new; a draft is still published when that was asked for."""
    if not release or before.state not in WORKED_ON:
        return _finished(done, before, changed=False)
    try:
        done.blocked = review.publish(before, by=by, waive=waive).blocked
    except review.PublishRefused as refusal:
        done.problems.append(str(refusal))
        return _finished(done, before, changed=False)
    return _finished(done, before, changed=True)


def _finished(done: Imported, edition: Edition, *, changed: bool) -> Imported:
    edition.refresh_from_db()
    done.changed = changed
    done.number = edition.number or 0
    done.released = edition.state == State.RELEASED
    done.tree_sha = edition.tree_sha
    done.languages = [row.language for row in edition.languages.all()]
    done.chapters = edition.chapter_count
    done.figures = edition.figures.count()
    done.refused.sort(key=lambda refusal: refusal.path)
    return done
