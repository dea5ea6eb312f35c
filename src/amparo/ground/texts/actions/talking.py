"""What people say about a segment, the names they want to see printed, and forgetting them."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account, Reader
from amparo.ground.interface.actions import public_changed
from amparo.ground.record import actions as record
from amparo.ground.texts.models import (
    Change,
    Comment,
    Credit,
    Package,
    Project,
    Revision,
    Segment,
    Translation,
)

from .projects import DeskRefused, order
from .translating import actor_of

LONGEST_COMMENT = 4_000  # characters
LONGEST_NAME = 120


@transaction.atomic
def comment(segment: Segment, *, language: str = "", words: str, by: Reader | UUID) -> Comment:
    """Say something about a segment in a language, or (no language) about its source.

    Raises DeskRefused when nothing is said, or too much.
    """
    words = words.replace("\0", "").strip()
    if not words or len(words) > LONGEST_COMMENT:
        raise DeskRefused(_("A comment has 1 to %(most)d characters.") % {"most": LONGEST_COMMENT})
    row = Comment.objects.create(
        lineage=segment.text.lineage,
        hash=segment.hash,
        language=language,
        words=words,
        by=actor_of(by),
    )
    _noted("texts.comment", "texts.comment", row.pk, by)
    return row


@transaction.atomic
def settle(project: Project, comment_id: int, *, by: Reader | UUID, settled: bool = True) -> None:
    """What a comment of a project asks for is done (or is not, after all)."""
    lineages = project.places.values_list("text__lineage", flat=True)
    rows = Comment.objects.filter(pk=comment_id, lineage__in=list(lineages))
    if rows.exclude(settled=settled).update(settled=settled):
        _noted("texts.settle", "texts.comment", comment_id, by)


@transaction.atomic
def credit(project: Project, language: str, *, name: str | None, by: Reader | UUID) -> None:
    """Print this name with a language somebody translated or reviewed; None: no name any more.

    Raises DeskRefused for a name that is none.
    """
    actor = actor_of(by)
    if actor is None:
        return
    if name is None:
        Credit.objects.filter(project=project, language=language, actor=actor).delete()
    else:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise DeskRefused(_("A name has 1 to %(most)d characters.") % {"most": LONGEST_NAME})
        Credit.objects.update_or_create(
            project=project, language=language, actor=actor, defaults={"name": name}
        )
    order([project], by=actor)
    _noted("texts.credit", "texts.project", project.pk, by)


@transaction.atomic
def forget(*, by: Account) -> None:
    """Take this account out of all that the room holds: its printed names go, and its random id
    no longer stands beside words. What it wrote stays, as anybody's."""
    actor = by.actor
    named = list(Project.objects.filter(credits__actor=actor).distinct())
    Credit.objects.filter(actor=actor).delete()
    Translation.objects.filter(author=actor).update(author=None)
    Translation.objects.filter(reviewer=actor).update(reviewer=None)
    for rows in (Comment, Change, Revision, Package):
        rows.objects.filter(by=actor).update(by=None)
    if named:
        order(named, by=None)
        public_changed()


def _noted(verb: str, kind: str, pk: int, by: Reader | UUID) -> None:
    record.note(by=actor_of(by), verb=verb, kind=kind, object_id=str(pk))
