"""An urgent notice that stands in everything of a publication until it is lifted."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Amendment, Publication, State
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note as write_down
from amparo.ground.work.actions import enqueue

from .drafting import EditRefused

LONGEST = 1000  # characters of a notice in one language


@transaction.atomic
def amend(publication: Publication, words: Mapping[str, str], *, by: Account) -> Amendment:
    """Put a notice before everything else, by language; the source language's words are needed.

    Pages show it at once, files as soon as they are made again. One that stood before is lifted.
    """
    publication = _held(publication, by)
    kept = {tag: " ".join(said.split())[:LONGEST] for tag, said in words.items() if said.strip()}
    if publication.source_language not in kept:
        raise EditRefused(_("Say it in the language the publication was written in, at least."))
    now = timezone.now()
    publication.amendments.filter(lifted_at=None).update(lifted_at=now)
    row = Amendment.objects.create(publication=publication, words=kept, by=by.actor)
    _spread(publication, verb="press.amend", by=by.actor)
    return row


@transaction.atomic
def lift(amendment: Amendment, *, by: Account) -> None:
    """Take a notice away again; lifted once, it stays lifted."""
    publication = _held(amendment.publication, by)
    if Amendment.objects.filter(pk=amendment.pk, lifted_at=None).update(lifted_at=timezone.now()):
        _spread(publication, verb="press.lift", by=by.actor)


def _held(publication: Publication, by: Account) -> Publication:
    if not permissions.Permission.AMEND.value.allows(by):
        raise EditRefused(_("Only editors put up notices and take them away."))
    return Publication.objects.select_for_update().get(pk=publication.pk)


def _spread(publication: Publication, *, verb: str, by: UUID) -> None:
    write_down(by=by, verb=verb, kind="press.publication", object_id=str(publication.pk))
    for edition in publication.editions.filter(state=State.RELEASED):
        enqueue("press.build_all", edition.pk, by=by)
    public_changed()
