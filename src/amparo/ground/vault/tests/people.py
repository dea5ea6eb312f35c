"""People with keys for tests of any room: what browsers do, done here with the same formats."""

import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from amparo.ground.identity.models import Account, Membership, Organisation, Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.sealing import age, canonical, ed25519, frames
from amparo.ground.vault.models import (
    DirectoryEntry,
    KeyEpoch,
    Keyring,
    OrganisationKey,
    UnlockBlob,
)
from amparo.ground.vault.queries import directory


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def today() -> Any:
    return timezone.now().date()


SEEDS: dict[str, bytes] = {}  # of the organisation's keys that tests made


def org() -> OrganisationKey:
    """The organisation's key row, made once."""
    row = OrganisationKey.objects.first()
    if row is None:
        seed, public = ed25519.new()
        row = OrganisationKey.objects.create(
            public=b64(public), fingerprint=canonical.fingerprint(public), made_on=today()
        )
        SEEDS[row.fingerprint] = seed
    return row


def forget_organisation() -> None:
    """Begin a directory anew: the seed of the one before was another process's."""
    DirectoryEntry.objects.all().delete()
    OrganisationKey.objects.all().delete()


def vouch(keyring: Keyring, role: str) -> None:
    """The next entries of the directory: this person, and the keyholders if they are one."""
    keyholders = list(directory().keyholders)
    _entry("person", role, keyring, keyholders)
    if role == "keyholder":
        _entry("keyholders", "", None, [*keyholders, keyring.pk])


def _entry(kind: str, role: str, keyring: Keyring | None, keyholders: list[Any]) -> None:
    last = DirectoryEntry.objects.order_by("-number").first()
    told = {
        "v": 1,
        "org": org().fingerprint,
        "number": last.number + 1 if last else 1,
        "previous": last.hash if last else "",
        "kind": kind,
        "keyring": str(keyring.pk) if keyring else "",
        "recipient": keyring.recipient if keyring else "",
        "signing_key": keyring.signing_key if keyring else "",
        "role": role,
        "day": today().isoformat(),
        "keyholders": [str(one) for one in keyholders],
    }
    body = canonical.dumps(told)
    DirectoryEntry.objects.create(
        number=told["number"],
        body=body.decode(),
        hash=hashlib.sha256(body).hexdigest(),
        signature=b64(ed25519.sign(SEEDS[org().fingerprint], body)),
        keyring=keyring,
    )


@dataclass
class Person:
    """A colleague: the account, and the keys that only their browser has."""

    account: Account
    keyring: Keyring
    identity: age.Identity
    seed: bytes
    opened: dict[str, str] = field(default_factory=dict)  # epoch -> identity


HANDS: dict[int, Person] = {}  # by account: what each one's browser holds


def person(handle: str, *roles: Role, organisation: Organisation | None = None) -> Person:
    """Somebody with these roles and an active keyring; a partner's person with `organisation`."""
    if organisation is None:
        account = make_account(handle, roles=roles)
    else:
        account = make_account(handle, second_factor=True)
        Membership.objects.create(
            account=account, role=Role.PARTNER, label=handle, organisation=organisation
        )
    identity = age.new_identity()
    seed, public = ed25519.new()
    keyring = Keyring.objects.create(
        account=account,
        recipient=identity.recipient,
        signing_key=b64(public),
        state=Keyring.State.ACTIVE,
        paper_confirmed=True,
        made_on=today(),
    )
    role = "keyholder" if Role.KEYHOLDER in roles else "partner" if organisation else "member"
    vouch(keyring, role)
    HANDS[account.pk] = Person(account, keyring, identity, seed)
    return HANDS[account.pk]


def paper(who: Person) -> str:
    """A paper key that opens this person's keyring in a browser."""
    made = age.new_identity()
    told = {
        "v": 1,
        "keyring": str(who.keyring.pk),
        "identity": who.identity.secret,
        "signing": b64(who.seed),
        "org": org().fingerprint,
    }
    UnlockBlob.objects.create(
        keyring=who.keyring,
        kind=UnlockBlob.Kind.PAPER,
        content=age.seal(canonical.dumps(told), [made.recipient]),
        made_on=today(),
    )
    return str(made.secret)


def sealed(
    recipient: str, by: Person | None, *, scope: Any, epoch: Any, item: Any, kind: str, body: Any,
    version: int = 1,
) -> bytes:  # fmt: skip
    """A frame of a payload, signed by somebody or by nobody."""
    content = canonical.payload(
        org=org().fingerprint,
        scope=uuid.UUID(str(scope)),
        item=uuid.UUID(str(item)),
        version=version,
        epoch=uuid.UUID(str(epoch)),
        kind=kind,
        body=body,
        author=by.keyring.pk if by else None,
        seed=by.seed if by else None,
    )
    return frames.seal(content, recipient)


def grant_json(by: Person, to: Person, *, epoch: Any, scope: Any, identity: str) -> dict[str, Any]:
    """What a browser sends to grant an epoch."""
    recipient = age.read_identity(identity).recipient
    to.opened[str(epoch)] = identity
    body = {"identity": identity, "recipient": recipient, "keyring": str(to.keyring.pk)}
    frame = sealed(
        to.keyring.recipient, by, scope=scope, epoch=epoch, item=epoch, kind="grant", body=body
    )
    return {
        "id": str(uuid.uuid4()),
        "epoch": str(epoch),
        "keyring": str(to.keyring.pk),
        "frame": b64(frame),
        "until": None,
    }


def epoch_json(
    by: Person,
    *members: Person,
    kind: str = "case",
    scope: Any,
    compartment: str = "main",
    number: int = 1,
    pairs: tuple[tuple[Person, Person], ...] = (),
) -> dict[str, Any]:
    """What a browser sends for a new epoch, granted to these members."""
    made = age.new_identity()
    identifier = uuid.uuid4()
    day = today().isoformat()
    told = {
        "v": 1,
        "suite": "x1",
        "org": org().fingerprint,
        "epoch": str(identifier),
        "scope_kind": kind,
        "scope": str(scope),
        "compartment": compartment,
        "number": number,
        "recipient": made.recipient,
        "day": day,
    }
    secret = canonical.dumps({"v": 1, "epoch": str(identifier), "identity": made.secret})
    return {
        "id": str(identifier),
        "scope_kind": kind,
        "scope": str(scope),
        "compartment": compartment,
        "number": number,
        "recipient": made.recipient,
        "day": day,
        "signature": b64(ed25519.sign(by.seed, canonical.dumps(told))),
        "grants": [
            grant_json(by, member, epoch=identifier, scope=scope, identity=made.secret)
            for member in members
        ],
        "pairs": [
            {
                "first": str(first.keyring.pk),
                "second": str(second.keyring.pk),
                "frame": b64(
                    frames.seal(
                        age.seal(secret, [second.keyring.recipient]), first.keyring.recipient
                    )
                ),
            }
            for first, second in pairs
        ],
    }


def item_json(
    by: Person,
    *,
    case: Any,
    epoch: dict[str, Any] | KeyEpoch,
    item: Any = None,
    version: int = 1,
    kind: str = "note",
    body: Any = None,
) -> dict[str, Any]:
    """What a browser sends for one version of an item."""
    identifier, recipient = _target(epoch)
    item = item or uuid.uuid4()
    frame = sealed(
        recipient, by, scope=case, epoch=identifier, item=item, version=version, kind=kind,
        body=body or {"words": "what was said"},
    )  # fmt: skip
    return {
        "id": str(uuid.uuid4()),
        "item": str(item),
        "version": version,
        "epoch": str(identifier),
        "frame": b64(frame),
    }


def _target(epoch: dict[str, Any] | KeyEpoch) -> tuple[Any, str]:
    if isinstance(epoch, KeyEpoch):
        return epoch.pk, epoch.recipient
    return epoch["id"], epoch["recipient"]


def living(scope: Any, compartment: str = "main") -> KeyEpoch:
    """The living epoch of a scope."""
    return KeyEpoch.objects.get(scope=scope, compartment=compartment, retired_on=None)


def open_frame(who: Person, stored_epoch: Any, frame: bytes) -> canonical.Payload:
    """What somebody reads of a frame with the key they were granted."""
    return canonical.read_payload(frames.unseal(frame, who.opened[str(stored_epoch)]))
