"""The edition that is worked on: opened when the last one is out, and made ready for a change."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Chapter, Edition, Figure, Publication, State
from amparo.capacity.press.queries.front import current
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note as write_down
from amparo.ground.texts import actions as texts

from . import review
from .counting import count
from .editions import newest
from .folder import sha
from .indexing import search_again, searchable_now
from .offering import offer_to_desk


class EditRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """A change that cannot be made; the message says why. Nothing was changed."""


@transaction.atomic
def open_draft(publication: Publication, *, by: Account) -> Edition:
    """The edition of a publication that can be changed: the newest, or, when that one is out or

    withdrawn, the next one, which begins as the same. Raises EditRefused."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    last = newest(publication)
    if last is None or not permissions.edits(by, last):
        raise EditRefused(_("Only editors change a publication."))
    if last.state in permissions.WORKED_ON:
        return last
    before = searchable_now(publication)
    number = publication.editions.aggregate(most=Max("number"))["most"] or 0
    draft = Edition.objects.create(
        publication=publication,
        number=number + 1,
        state=State.DRAFT,
        tree_sha=last.tree_sha,
        told=last.told,
        metadata_file=last.metadata_file,
        folders=last.folders,
        words=last.words,
        chapter_count=last.chapter_count,
    )
    chapters, figures = list(last.chapters.all()), list(last.figures.all())
    for chapter in chapters:
        chapter.pk, chapter.edition = None, draft
    for figure in figures:
        figure.pk, figure.edition = None, draft
    Chapter.objects.bulk_create(chapters, batch_size=200)
    Figure.objects.bulk_create(figures, batch_size=200)
    count(draft)
    review.stepped(draft, "open", by=by.actor)
    write_down(by=by.actor, verb="press.open_draft", kind="press.edition", object_id=str(draft.pk))
    offer_to_desk(draft)
    search_again(publication, before)
    public_changed()
    return draft


@contextmanager
def changing(publication: Publication, *, by: Account, verb: str) -> Iterator[Edition]:
    """One change of the edition that is worked on, opened at need, in one transaction.

    Afterwards it is counted, its tree has its new name, translators and search have the newest
    words, and an approved edition is in review again: somebody approved other words.
    """
    with transaction.atomic():
        edition = open_draft(publication, by=by)
        before = searchable_now(edition.publication)
        yield edition
        if not edition.chapters.exists():
            raise EditRefused(_("A publication has at least one chapter."))
        edition.tree_sha = tree_sha(edition)
        if edition.state == State.APPROVED:
            edition.state = State.IN_REVIEW
            review.stepped(edition, "change", by=by.actor)
        edition.save(update_fields=["tree_sha", "state", "told"])
        count(edition)
        write_down(
            by=by.actor, verb=f"press.{verb}", kind="press.edition", object_id=str(edition.pk)
        )
        offer_to_desk(edition)
        shown = current(edition.publication)
        anew = shown is not None and shown.pk == edition.pk
        search_again(edition.publication, before, all_anew=anew)
        public_changed()


def tree_sha(edition: Edition) -> str:
    """SHA-256 of a list of every file of an edition and its SHA-256 (see `importing.tree_sha`)."""
    listed = {row.path: row.sha for row in edition.figures.all()}
    if edition.metadata_file is not None:
        listed["handbook.yaml"] = sha(bytes(edition.metadata_file))
    for path, files in edition.chapters.values_list("path", "files"):
        for tag, file_sha in files.items():
            listed[f"{edition.folders.get(tag, tag)}/{path}"] = file_sha
    return named(listed)


def named(listed: dict[str, str]) -> str:
    """The name of a tree of files: SHA-256 of their paths and their SHA-256."""
    lines = (f"{path}\0{file_sha}\n" for path, file_sha in sorted(listed.items()))
    return sha("".join(lines).encode())


def own_text(row: Chapter) -> None:
    """Copy a chapter's text where another edition shares it: it must not change there."""
    if Chapter.objects.filter(text_id=row.text_id).exclude(pk=row.pk).exists():
        row.text = texts.copy([row.text_id])[row.text_id]
        row.save(update_fields=["text"])


def drop_unshared(text_ids: set[int]) -> None:
    """Remove texts that no chapter has any more."""
    shared = Chapter.objects.filter(text_id__in=text_ids).values_list("text_id", flat=True)
    texts.remove(text_ids - set(shared))
