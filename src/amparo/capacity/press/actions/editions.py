"""What follows when an edition's texts were changed."""

from django.db import transaction

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Edition, Publication, State
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.work.actions import enqueue

from .counting import count
from .indexing import search_again, searchable_now


@transaction.atomic
def refresh(publication: Publication) -> None:
    """After its texts were changed by somebody else: count, make files anew, search again."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    before = searchable_now(publication)
    for edition in publication.editions.filter(state__in=permissions.STANDING):
        count(edition)
        if edition.state == State.RELEASED:
            enqueue("press.build_all", edition.pk)
    search_again(publication, before, all_anew=True)
    public_changed()


def newest(publication: Publication) -> Edition | None:
    """The edition that is worked on: the one with the highest number that stands."""
    return (
        publication.editions.filter(state__in=permissions.STANDING)
        .select_related("publication")
        .order_by("-number")
        .first()
    )


def forget(*, by: Account) -> None:
    """The press keeps nothing about an account, so there is nothing to remove."""
