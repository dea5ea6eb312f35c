"""The demonstration world's accounts: one of every role, and one defender."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from amparo.ground.sealing.recovery import Secret

from . import actions, queries
from .models import Account, Role

PASSPHRASE = "five green lanterns in the rain"  # noqa: S105 - printed for everybody to use
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - the same
STAFF = {
    Role.ADMINISTRATOR: "Inés (administrator)",
    Role.EDITOR: "Samir (editor)",
    Role.TRANSLATOR: "Hélène (translator)",
    Role.STRATEGIST: "Oumou (strategist)",
    Role.AUDITOR: "Lin (auditor)",
}
DEFENDER = "defender"


@dataclass
class DemoWorld:
    """What the rooms' demonstrations hand on: accounts by role ("editor") or "defender"."""

    accounts: dict[str, Account] = field(default_factory=dict)


def handles() -> dict[str, str]:
    """Handle by key of `DemoWorld.accounts`."""
    keys = [*(role.value for role in STAFF), DEFENDER]
    return {key: f"demo-{key}" for key in keys}


def build(world: DemoWorld) -> Iterator[str]:
    """Makes the accounts that are missing; staff have a second step whose code the page shows."""
    for place, (key, handle) in enumerate(handles().items()):
        yield f"account {handle}"
        world.accounts[key] = queries.account_of(handle) or _made(key, handle, place)


@transaction.atomic
def _made(key: str, handle: str, place: int) -> Account:
    secret = Secret(bytes([place] * 16))
    account = actions.create_account(handle=handle, passphrase=PASSPHRASE, secret=secret)
    if key != DEFENDER:
        role = Role(key)
        actions.grant(account, role, label=STAFF[role])
        actions.add_app(TOTP_SECRET, by=account)
    return account


def sign_ins() -> list[str]:
    """The short table that `bin/up` prints under its ready line."""
    width = max(len(handle) for handle in handles().values())
    names = {role.value: label for role, label in STAFF.items()}
    return [
        "Sign in with one of these handles. The passphrase of all of them:",
        f"    {PASSPHRASE}",
        *(
            f"    {handle:<{width}}  {names.get(key, 'a human rights defender')}"
            for key, handle in handles().items()
        ),
        "Staff are then asked for a code: the demonstration's page shows it.",
    ]


def real_accounts() -> int:
    """How many accounts are not the demonstration's own."""
    return queries.accounts_beside(list(handles().values()))
