"""Every change made at the front; most are other rooms' verbs, called in one transaction."""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction

from amparo.capacity.press import actions as press
from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.interface import actions as interface
from amparo.ground.interface.queries import installation
from amparo.ground.record import actions as record
from amparo.ground.vocabulary import actions as vocabulary
from amparo.ground.vocabulary.models import PriorityGroup, Theme

from . import queries


class StillNeededError(Exception):
    """An account that cannot be deleted yet; the translated message says why, and what to do."""


LISTS: dict[str, type[PriorityGroup] | type[Theme]] = {
    "priorities": PriorityGroup,
    "themes": Theme,
}
CODE_BYTES = 10  # 80 bits: not to be guessed before the code is used up


def _code_file() -> Path:
    return Path(settings.AMPARO_SECRETS) / "set-up.code"


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(b"set-up/" + plain.encode()).hexdigest()


def set_up_code() -> str | None:
    """A fresh one-time code for set-up, or nothing once somebody administers this installation.

    Only its SHA-256 is kept, in a file of the home that its owner alone may read; a code made
    earlier stops working.
    """
    path = _code_file()
    if not queries.set_up_is_open():
        path.unlink(missing_ok=True)
        return None
    plain = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".set-up.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(_hash(plain))
    beside.replace(path)
    return "-".join(plain[place : place + 4] for place in range(0, len(plain), 4))


def is_set_up_code(code: str) -> bool:
    """Whether this code was printed last; capitals, spaces and hyphens do not matter."""
    try:
        kept = _code_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return False
    return hmac.compare_digest(kept, _hash(code))


@transaction.atomic
def set_up(*, name: str, names: Mapping[str, str], label: str, by: Account) -> None:
    """Name the installation and make this account its first administrator, all or nothing.

    `label` is what colleagues will call this person. The code stops working with the commit.
    Raises LastAdministratorError when somebody else was quicker.
    """
    identity.found(by, label=label)
    interface.establish(name=name)
    interface.rename(name=name, names=names, exits={})
    record.note(by=by.actor, verb="front.set_up", kind="interface.installation", object_id="1")
    transaction.on_commit(lambda: _code_file().unlink(missing_ok=True))


@transaction.atomic
def rename_organisation(
    *, name: str, names: Mapping[str, str], exits: Mapping[str, str], by: Account
) -> None:
    """Change what the organisation is called, and where *Leave this site* leads, by language."""
    if installation().name != name:
        press.rebuild_all()
    interface.rename(name=name, names=names, exits=exits)
    record.note(by=by.actor, verb="front.rename", kind="interface.installation", object_id="1")


@transaction.atomic
def add_entry(kind: str, *, names: Mapping[str, str], by: Account) -> None:
    """Add an entry to a list ("priorities" or "themes"); raises vocabulary's NamelessError."""
    row = vocabulary.add(LISTS[kind], names=dict(names))
    _changed("vocabulary.add", row, by)


@transaction.atomic
def rename_entry(row: PriorityGroup | Theme, *, names: Mapping[str, str], by: Account) -> None:
    """Give an entry other names; raises vocabulary's NamelessError."""
    vocabulary.rename(row, names=dict(names))
    _changed("vocabulary.rename", row, by)


@transaction.atomic
def retire_entry(row: PriorityGroup | Theme, *, retired: bool, by: Account) -> None:
    """Take an entry out of use, or back into it."""
    vocabulary.retire(row, retired=retired)
    _changed("vocabulary.retire" if retired else "vocabulary.restore", row, by)


def _changed(verb: str, row: PriorityGroup | Theme, by: Account) -> None:
    kind = "vocabulary.priority_group" if isinstance(row, PriorityGroup) else "vocabulary.theme"
    record.note(by=by.actor, verb=verb, kind=kind, object_id=str(row.pk))
    interface.public_changed()


@transaction.atomic
def delete_everything(*, by: Account) -> None:
    """Every room forgets this account, from the top of the house down; identity ends it.

    One transaction, all rooms or none. Raises StillNeededError.
    """
    for words in queries.needed(by):
        raise StillNeededError(words)
    for _label, forget in queries.forgetting():
        forget(by=by)
