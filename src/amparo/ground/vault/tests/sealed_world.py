"""Keys and epochs for tests of what is sealed, made here instead of in a browser."""

import base64
import uuid
from dataclasses import dataclass
from datetime import date

from amparo.ground.identity.models import Account
from amparo.ground.sealing import age, ed25519
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring


@dataclass
class Person:
    """A colleague with keys: the row, and the secrets that only their browser has."""

    row: Keyring
    identity: age.Identity
    seed: bytes


@dataclass
class Epoch:
    """An epoch: the row, and the identity that its members have."""

    row: KeyEpoch
    identity: age.Identity


def person(account: Account | None = None) -> Person:
    """A keyring that is active already."""
    identity = age.new_identity()
    seed, public = ed25519.new()
    row = Keyring.objects.create(
        account=account,
        recipient=identity.recipient,
        signing_key=base64.b64encode(public).decode(),
        state=Keyring.State.ACTIVE,
        paper_confirmed=True,
        made_on=date(2026, 11, 1),
    )
    return Person(row, identity, seed)


def epoch(
    by: Person, *members: Person, kind: str = "door", scope: uuid.UUID | None = None
) -> Epoch:
    """A living epoch that these members hold; its grants are rows without a content."""
    identity = age.new_identity()
    row = KeyEpoch.objects.create(
        scope_kind=kind,
        scope=scope or uuid.uuid4(),
        number=1,
        recipient=identity.recipient,
        made_on=date(2026, 11, 1),
        signed_by=by.row,
        signature="",
        shred=keystore.new(),
    )
    for member in members:
        Grant.objects.create(
            epoch=row,
            keyring=member.row,
            content=b"",
            granted_by=by.row,
            granted_on=date(2026, 11, 1),
        )
    return Epoch(row, identity)
