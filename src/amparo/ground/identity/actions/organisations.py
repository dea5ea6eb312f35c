"""Partners: organisations that we refer people to, and whose people may sign in here."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.ground.identity.models import Account, Membership, Organisation, Session
from amparo.ground.record import actions as record


class TakenError(Exception):
    """Another organisation has this name."""


@transaction.atomic
def add_organisation(
    name: str, *, country: str = "", note: str = "", by: Account | None
) -> Organisation:
    """A partner, without anybody in it yet. Raises TakenError."""
    made = Organisation(name=name, country=country, note=note)
    _save(made)
    _noted("identity.organisation_added", made, by)
    return made


@transaction.atomic
def rename_organisation(
    organisation: Organisation, name: str, *, country: str, note: str, by: Account
) -> None:
    """Another name, country or note. Raises TakenError."""
    organisation.name, organisation.country, organisation.note = name, country, note
    _save(organisation)
    _noted("identity.organisation_changed", organisation, by)


@transaction.atomic
def end_organisation(organisation: Organisation, *, by: Account) -> None:
    """We work together no more: its people's roles sleep, their sessions and invitations end."""
    if organisation.ended_on is None:
        organisation.ended_on = timezone.now().date()
        organisation.save(update_fields=["ended_on"])
    people = Membership.objects.filter(organisation=organisation)
    Session.objects.filter(account__in=people.values("account")).delete()
    people.update(asleep=True)
    organisation.invitations.all().delete()
    _noted("identity.organisation_ended", organisation, by)


def _save(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as taken:
        raise TakenError from taken


def _noted(verb: str, organisation: Organisation, by: Account | None) -> None:
    record.note(
        by=by.actor if by else None,
        verb=verb,
        kind="identity.organisation",
        object_id=str(organisation.pk),
    )
