"""Writing the chapters of an edition that nobody sees yet, a few at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.capacity.press.models import Chapter, Edition, State
from amparo.ground.texts import actions as texts

from .folder import FileRefused, Folder, Refusal, read_text, sha
from .gates import Found

BATCH = 25
Report = Callable[[int, int, str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A block without a partner: which file, which block of it (from 1), which line, how it begins.

    `side` says where it stands: "translation" (its words are not used) or "source" (it stays
    untranslated).
    """

    path: str
    side: str
    block: int
    line: int
    excerpt: str


@dataclass(slots=True)
class Imported:
    """What an import did. Nothing did when `changed` is false.

    `blocked` has, for each language that was to be published and was not, what stands against it.
    """

    slug: str
    number: int = 0
    changed: bool = False
    released: bool = False
    tree_sha: str = ""
    languages: list[str] = field(default_factory=list)
    chapters: int = 0
    written: list[str] = field(default_factory=list)
    figures: int = 0
    refused: list[Refusal] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    only_translated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    blocked: dict[str, list[Found]] = field(default_factory=dict)


@dataclass(slots=True)
class Candidate:
    """A file that may become a chapter: what it was, and what each language's file is now."""

    path: str
    place: int | None
    before: Chapter | None
    files: dict[str, str]

    @property
    def is_same(self) -> bool:
        return self.before is not None and self.before.files == self.files


class Overtaken(Exception):  # noqa: N818
    """The staged edition is gone: another import cleared it away."""


def stage(
    staged: Edition, folder: Folder, candidates: list[Candidate], done: Imported, report: Report
) -> None:
    """Write every chapter of a staged edition; `candidates` are corrected by what is refused."""
    ready = 0
    for batch in _batches(candidates, BATCH * 8):
        same = [candidate for candidate in batch if candidate.is_same]
        news = [candidate for candidate in batch if not candidate.is_same]
        with transaction.atomic():
            hold(staged)
            Chapter.objects.bulk_create(
                _chapter(staged, candidate, candidate.before, ready + place)
                for place, candidate in enumerate(same)
                if candidate.before
            )
        ready += len(same)
        for piece in _batches(news, BATCH):
            report(ready, len(candidates), _("Writing"))
            _stage_news(staged, folder, piece, ready, done)
            ready += len(piece)
    candidates[:] = [candidate for candidate in candidates if candidate.files]
    report(len(candidates), len(candidates), _("Writing"))


def _chapter(staged: Edition, candidate: Candidate, was: Chapter, place: int) -> Chapter:
    """A chapter like the one before it, which shares its text."""
    return Chapter(
        edition=staged,
        path=candidate.path,
        place=candidate.place,
        files=candidate.files,
        text_id=was.text_id,
        words=was.words,
        **provisional(place),
    )


def provisional(place: int) -> dict[str, object]:
    """Order and address of a chapter until the whole edition is there."""
    return {"order": 1_000_000_000 + place, "slug": f"staged-{place}"}


def _stage_news(
    staged: Edition, folder: Folder, piece: list[Candidate], ready: int, done: Imported
) -> None:
    """Chapters that are new, or changed: those get a copy of their text, and change the copy."""
    chapters: dict[str, Chapter] = {}
    with transaction.atomic():
        hold(staged)
        old = [candidate.before.text_id for candidate in piece if candidate.before]
        copies = texts.copy(old)
        for place, candidate in enumerate(piece):
            if candidate.before:
                row = _chapter(staged, candidate, candidate.before, ready + place)
                row.text = copies[candidate.before.text_id]
                chapters[candidate.path] = row
        Chapter.objects.bulk_create(chapters.values())
    incoming = [
        _incoming(folder, candidate, chapters.get(candidate.path), done) for candidate in piece
    ]
    planned = texts.plan(one for one in incoming if one is not None)
    _take_back_what_was_refused(folder, piece, planned.refused, done)
    with transaction.atomic():
        hold(staged)
        written = texts.carry_out(planned)
        for place, candidate in enumerate(piece):
            text = written.get(candidate.path)
            known = chapters.get(candidate.path)
            if known is not None:
                Chapter.objects.filter(pk=known.pk).update(
                    files=candidate.files, place=candidate.place
                )
            elif text is not None and candidate.files:
                Chapter.objects.create(
                    edition=staged,
                    path=candidate.path,
                    place=candidate.place,
                    files=candidate.files,
                    text=text,
                    **provisional(ready + place),
                )
    done.written.extend(candidate.path for candidate in piece if candidate.path in planned.changed)
    for path in sorted(planned.alignments):
        for tag, alignment in sorted(planned.alignments[path].items()):
            name = f"{folder.folders.get(tag, tag)}/{path}"
            done.misfits.extend(
                Misfit(name, lost.side, lost.block, lost.line, lost.excerpt)
                for lost in alignment.unmatched
            )


def _incoming(
    folder: Folder, candidate: Candidate, chapter: Chapter | None, done: Imported
) -> texts.Incoming | None:
    """What changed of a chapter's files; None when a new one's source is gone by now."""
    was = candidate.before.files if candidate.before else {}
    content = {}
    for tag, place in folder.files[candidate.path].items():
        wanted = candidate.files.get(tag)
        if wanted is None or was.get(tag) == wanted:
            continue
        try:
            content[tag] = read_text(place)
            if sha(content[tag]) != wanted:
                raise FileRefused(_("it was changed while it was being read"))
        except FileRefused as refusal:
            content.pop(tag, None)
            name = f"{folder.folders[tag]}/{candidate.path}"
            done.refused.append(Refusal(name, str(refusal)))
            _put_back(candidate, tag)
    source = content.pop(folder.source, None)
    if source is None:
        if chapter is None:
            candidate.files = {}
            return None
        source = bytes(chapter.text.source)
    return texts.Incoming(
        key=candidate.path,
        language=folder.source,
        source=source,
        translations=content,
        text=chapter.text if chapter else None,
    )


def _put_back(candidate: Candidate, tag: str) -> None:
    """Have a language's file of a candidate as it was before, which may be: not at all."""
    was = candidate.before.files if candidate.before else {}
    if tag in was:
        candidate.files[tag] = was[tag]
    else:
        candidate.files.pop(tag, None)


def _take_back_what_was_refused(
    folder: Folder,
    piece: list[Candidate],
    refused: Iterable[texts.Refusal],
    done: Imported,
) -> None:
    """A refused file is as it was before; a refused source takes its translations with it."""
    by_path = {candidate.path: candidate for candidate in piece}
    for refusal in refused:
        name = f"{folder.folders.get(refusal.language, refusal.language)}/{refusal.key}"
        done.refused.append(Refusal(name, str(refusal.error)))
        candidate = by_path[refusal.key]
        if refusal.language != folder.source:
            _put_back(candidate, refusal.language)
            continue
        before = candidate.before
        candidate.files = dict(before.files) if before else {}
        candidate.place = before.place if before else None


def hold(staged: Edition) -> None:
    """Lock a staged edition for this transaction; raises Overtaken when it is gone."""
    held = Edition.objects.select_for_update().filter(pk=staged.pk, state=State.STAGED)
    if not held.values_list("pk", flat=True):
        raise Overtaken


def _batches(rows: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
