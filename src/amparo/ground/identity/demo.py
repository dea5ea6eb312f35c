"""The demonstration world's accounts: every role, some of them twice and more, and one defender."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from amparo.ground.sealing.recovery import Secret

from . import actions, queries
from .models import Account, Organisation, Role

PASSPHRASE = "five green lanterns in the rain"  # noqa: S105 - printed for everybody to use
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - the same
PARTNER = "Refugio del Puerto"
STAFF = {
    "administrator": (Role.ADMINISTRATOR, "Inés (administrator)"),
    "editor": (Role.EDITOR, "Samir (editor)"),
    "translator": (Role.TRANSLATOR, "Hélène (translator)"),
    "strategist": (Role.STRATEGIST, "Oumou (strategist)"),
    "auditor": (Role.AUDITOR, "Lin (auditor)"),
    "caseworker": (Role.CASEWORKER, "Nadia (caseworker)"),
    "keyholder": (Role.KEYHOLDER, "Tomás (keyholder)"),
    "keyholder-two": (Role.KEYHOLDER, "Anahit (keyholder, outside the office)"),
    "finance": (Role.FINANCE, "Kwame (finance)"),
    "safeguarding": (Role.SAFEGUARDING, "Irina (safeguarding)"),
    "interpreter": (Role.INTERPRETER, "Mirwais (interpreter)"),
    "partner": (Role.PARTNER, "Rosa (of Refugio del Puerto)"),
    "fellowships": (Role.FELLOWSHIPS, "Amina (fellowships)"),
    "fellowships-two": (Role.FELLOWSHIPS, "Bram (fellowships)"),
    "coach": (Role.COACH, "Mercy (coach)"),
    "reviewer": (Role.REVIEWER, "Lucía (reviewer)"),
    "reviewer-two": (Role.REVIEWER, "Yusuf (reviewer)"),
    "reviewer-three": (Role.REVIEWER, "Svetlana (reviewer)"),
    "reviewer-four": (Role.REVIEWER, "Awa (reviewer)"),
    "reviewer-five": (Role.REVIEWER, "João (reviewer)"),
    "reviewer-six": (Role.REVIEWER, "Nour (reviewer)"),
}
DEFENDER = "defender"


@dataclass
class DemoWorld:
    """What the rooms' demonstrations hand on: accounts by key of `STAFF`, or "defender"."""

    accounts: dict[str, Account] = field(default_factory=dict)
    partner: Organisation | None = None


def handles() -> dict[str, str]:
    """Handle by key of `DemoWorld.accounts`."""
    return {key: f"demo-{key}" for key in (*STAFF, DEFENDER)}


def build(world: DemoWorld) -> Iterator[str]:
    """Makes the accounts that are missing; staff have a second step whose code the page shows."""
    world.partner = Organisation.objects.filter(name=PARTNER).first()
    if world.partner is None:
        world.partner = actions.add_organisation(PARTNER, country="PE", by=None)
    for place, (key, handle) in enumerate(handles().items()):
        yield f"account {handle}"
        found = queries.account_of(handle)
        world.accounts[key] = found or _made(key, handle, place, world.partner)


@transaction.atomic
def _made(key: str, handle: str, place: int, partner: Organisation) -> Account:
    secret = Secret(bytes([place] * 16))
    account = actions.create_account(handle=handle, passphrase=PASSPHRASE, secret=secret)
    if key != DEFENDER:
        role, label = STAFF[key]
        organisation = partner if role == Role.PARTNER else None
        actions.grant(account, role, label=label, organisation=organisation)
        actions.add_app(TOTP_SECRET, by=account)
    return account


def sign_ins() -> list[str]:
    """The short table that `bin/up` prints under its ready line."""
    width = max(len(handle) for handle, _label in _rows())
    return [
        "Sign in with one of these handles. The passphrase of all of them:",
        f"    {PASSPHRASE}",
        *(f"    {handle:<{width}}  {label}" for handle, label in _rows()),
        "Staff are then asked for a code: the demonstration's page shows it.",
    ]


def _rows() -> list[tuple[str, str]]:
    """Handle and label; those who do the same as somebody stand in that one's row."""
    rows: dict[str, tuple[str, str]] = {}
    for key, handle in handles().items():
        role, label = STAFF.get(key, (None, "a human rights defender"))
        first = key.partition("-")[0]
        if key != first and role in (Role.REVIEWER, Role.FELLOWSHIPS):
            rows[first] = (rows[first][0], f"{rows[first][1]}, -{key.partition('-')[2]}")
        else:
            rows[key] = (handle, label)
    return list(rows.values())


def real_accounts() -> int:
    """How many accounts are not the demonstration's own."""
    return queries.accounts_beside(list(handles().values()))
