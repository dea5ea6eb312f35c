"""What two keyholders could open in an emergency, and whether those of now could."""

from django.db.models import Count, Q

from amparo.ground.vault.models import KeyEpoch, Keyring

from .directory import directory
from .keys import granted


def to_seal_anew(holder: Keyring) -> list[KeyEpoch]:
    """Living epochs of cases that this keyring opens, and that some two keyholders could not.

    Since the keyholders changed, or because nobody had sealed it to them. Three queries.
    """
    named = directory().keyholders
    active = Keyring.objects.filter(pk__in=named, state=Keyring.State.ACTIVE)
    keyholders = list(active.values_list("pk", flat=True))
    both = Q(pairs__second__in=keyholders) if len(named) > 1 else Q(pairs__second__isnull=True)
    theirs = Q(pairs__first__in=keyholders) & both
    wanted = len(keyholders) * (len(keyholders) - 1) // 2 if len(named) > 1 else len(keyholders)
    rows = KeyEpoch.objects.filter(
        scope_kind=KeyEpoch.Scope.CASE,
        retired_on__isnull=True,
        pk__in=granted(holder).values("epoch"),
    )
    return list(rows.annotate(sealed=Count("pairs", filter=theirs)).filter(sealed__lt=wanted))
