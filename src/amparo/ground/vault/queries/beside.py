"""How far the keys of people and of organisations have come, for the pages that name them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.ground.vault.models import Grant, KeyEpoch, Keyring


def keys_of(accounts: Collection[int]) -> Mapping[int, str]:
    """For each account a few words on its keys. One query."""
    rows = Keyring.objects.filter(account__in=accounts)
    states: dict[int, str] = {}
    for account, state in rows.values_list("account", "state"):
        if account is not None and state != Keyring.State.ENDED:
            states[account] = state
        elif account is not None:
            states.setdefault(account, state)
    said = {
        Keyring.State.MAKING: _("keys not complete yet"),
        Keyring.State.WAITING: _("keys wait until a keyholder vouches for them"),
        Keyring.State.ACTIVE: _("keys work"),
        Keyring.State.ENDED: _("keys were taken away"),
    }
    none = _("no keys yet")
    return {one: said[Keyring.State(states[one])] if one in states else none for one in accounts}


def organisations_keys(organisations: Collection[UUID]) -> Mapping[UUID, str]:
    """For each organisation whether something can be sealed to it. One query."""
    held = Grant.objects.filter(
        keyring__state=Keyring.State.ACTIVE,
        epoch__scope_kind=KeyEpoch.Scope.ORGANISATION,
        epoch__scope__in=organisations,
        epoch__retired_on__isnull=True,
    )
    has = set(held.values_list("epoch__scope", flat=True))
    yes = _("They have their key: people can be referred to them.")
    no = _("They have no key yet, so nobody can be referred to them: one of their people makes it.")
    return {one: yes if one in has else no for one in organisations}
