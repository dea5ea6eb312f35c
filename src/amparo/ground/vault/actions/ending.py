"""The vault of a house ends, on purpose: nothing that was sealed opens again, for anybody."""

from django.db import transaction

from amparo.ground.vault import keystore, queries
from amparo.ground.vault.models import (
    DirectoryEntry,
    KeyEpoch,
    Keyring,
    OrganisationKey,
    PairSeal,
    Proposal,
    ShredKey,
)

from .keyrings import noted
from .leaving import end_keyring


def end_vault() -> int:
    """Every key in the keystore is destroyed, then everybody's keys end; how many it destroyed.

    From the command line alone. Cut off anywhere, it is finished by running it again. Another
    organisation's key can be founded afterwards.
    """
    keys = list(ShredKey.objects.filter(destroyed_on__isnull=True))
    for key in keys:
        keystore.destroy(key)
    with transaction.atomic():
        KeyEpoch.objects.filter(retired_on__isnull=True).update(retired_on=queries.today())
        for row in Keyring.objects.exclude(state=Keyring.State.ENDED):
            if row.state == Keyring.State.ACTIVE:
                end_keyring(row, by=None)
            else:
                row.delete()
        for model in (PairSeal, Proposal, DirectoryEntry):
            model._default_manager.all().delete()
        for organisation in OrganisationKey.objects.all():
            noted("vault.ended", organisation.pk, by=None)
            organisation.delete()
    return len(keys)
