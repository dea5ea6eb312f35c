"""What the browser of somebody who comes back needs: whom to seal to, whose answers to trust."""

from typing import Any

from django.db.models import Q

from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import DirectoryEntry, Keyring
from amparo.protection.cases.models import Door, Submission

from .doors import door


def door_for(submission: Submission | None) -> dict[str, Any] | None:
    """The door of what was sent; for an unknown secret, the first door. Always as many queries.

    Beside what every sender gets, the directory's entries of whoever may have answered: those who
    stand or stood behind this door. They hold keys and days, and no names.
    """
    row = door(submission.door.kind if submission else Door.Kind.HELP)
    public = vault.door_public(row.pk) if row else None
    if row is None or public is None:
        return None
    behind = Keyring.objects.filter(
        Q(grants__epoch__scope=row.pk)
        | Q(state=Keyring.State.ENDED)
        | Q(pk=public["epoch"]["signed_by"])
    )
    entries = DirectoryEntry.objects.filter(keyring__in=behind.values("pk")).order_by("number")
    told = [{"number": one.number, "body": one.body, "signature": one.signature} for one in entries]
    return public | {"entries": told}
