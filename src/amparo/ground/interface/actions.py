"""Changes to what the installation is called, and the word that public pages have changed."""

import secrets
from collections.abc import Mapping

from django.db import transaction

from .models import Installation


@transaction.atomic
def public_changed() -> None:
    """Drop every kept page, in all processes, from the moment this transaction commits.

    The new stamp is random: a database brought back from a backup never meets its own old stamps.
    """
    Installation.objects.filter(pk=1).update(stamp=1 + secrets.randbits(62))


@transaction.atomic
def establish(*, name: str, is_demonstration: bool = False) -> Installation:
    """Give this installation its name; told again, the name changes."""
    row, _ = Installation.objects.update_or_create(
        pk=1, defaults={"name": name, "is_demonstration": is_demonstration}
    )
    public_changed()
    return row


@transaction.atomic
def rename(*, name: str, names: Mapping[str, str], exits: Mapping[str, str]) -> None:
    """Set the name, its translations and the exits, each by language (BCP 47)."""
    Installation.objects.filter(pk=1).update(
        name=name,
        names={tag: words for tag, words in names.items() if words},
        exits={tag: address for tag, address in exits.items() if address},
    )
    public_changed()
