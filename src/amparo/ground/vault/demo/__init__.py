"""The invented people's keys, made here from published secrets instead of in their browsers.

Nothing outside a demonstration may use this module: each function refuses. `phrases.json` holds
what their phrase opens, sealed by the browser's own library with its work factor, because the
server's chooses one that takes a browser many times as long.
"""

import base64
import hashlib
import itertools
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from amparo.ground.identity.demo import DemoWorld
from amparo.ground.identity.models import Account
from amparo.ground.sealing import age, canonical, ed25519, frames
from amparo.ground.vault import actions, keystore, queries
from amparo.ground.vault.actions import Sent
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring, OrganisationKey, ShredKey
from amparo.ground.vault.queries.demonstration import (
    demonstration_key,
    demonstration_seed,
    is_demonstration,
)

PEOPLE = (
    "administrator", "keyholder", "keyholder-two", "caseworker", "safeguarding", "finance",
    "interpreter", "partner", "fellowships", "fellowships-two", "coach", "reviewer", "reviewer-two",
    "reviewer-three", "reviewer-four", "reviewer-five", "reviewer-six",
)  # fmt: skip
KEYHOLDERS = ("administrator", "keyholder", "keyholder-two")
OUTSIDE = "keyholder-two"
NAMESPACE = uuid.UUID("6f0d1d55-2f6c-5b0e-9d0a-3a6f0f1f7c11")


class NotADemonstrationError(RuntimeError):
    """These secrets are published: nobody's real words are ever sealed with them."""


@dataclass(frozen=True)
class Secrets:
    """What only an invented person's browser would have."""

    keyring: uuid.UUID
    identity: age.Identity
    seed: bytes
    paper: age.Identity

    @property
    def signing_key(self) -> str:
        return _text(ed25519.public_of(self.seed))


def keys(key: str) -> Secrets:
    """The secrets of one of PEOPLE; raises NotADemonstrationError."""
    _only_here()
    return Secrets(
        keyring=_id("keyring", key),
        identity=age.read_identity(demonstration_key("keyring", key)),
        seed=demonstration_seed("signing", key),
        paper=age.read_identity(demonstration_key("paper", key)),
    )


def keyring(key: str) -> Keyring:
    """The keyring of one of PEOPLE."""
    return Keyring.objects.select_related("account").get(pk=keys(key).keyring)


def unlocked(key: str) -> dict[str, Any]:
    """The plaintext of somebody's ways to open their keyring."""
    told = keys(key)
    return {
        "v": 1,
        "keyring": str(told.keyring),
        "identity": told.identity.secret,
        "signing": _text(told.seed),
        "org": canonical.fingerprint(ed25519.public_of(_organisation_seed())),
    }


def build(world: DemoWorld) -> Iterator[str]:
    """Makes what is missing: keyrings, the organisation, its directory, three keyholders."""
    _only_here()
    if queries.organisation() is None:
        yield "keys of the organisation"
        _make(world.accounts["administrator"], PEOPLE[0])
        _found(world.accounts["administrator"])
    for key in PEOPLE[1:]:
        if keys(key).keyring not in queries.directory().people:
            yield f"keys of {key}"
            _make(world.accounts[key], key)
            _vouch(key)
    if len(queries.directory().keyholders) == 1:
        _name_keyholders()


def new_epoch(
    *,
    by: str,
    scope_kind: str,
    scope: uuid.UUID,
    members: Sequence[str],
    compartment: str = KeyEpoch.Compartment.MAIN,
    shred: ShredKey | None = None,
    pairs: bool = True,
) -> KeyEpoch:
    """The next epoch of a scope, made by one of PEOPLE for others of them; the same each time.

    Without `shred` the scope's own is used, or a fresh one. To be called once for each epoch that
    should exist: it always makes the next.
    """
    before = queries.living_epoch(scope, compartment)
    return actions.new_epoch(
        scope_kind=scope_kind,
        scope=scope,
        compartment=compartment,
        shred=shred or (before.shred if before else keystore.new()),
        by=keyring(by),
        body=told_epoch(
            by=by,
            scope_kind=scope_kind,
            scope=scope,
            members=members,
            compartment=compartment,
            pairs=pairs,
        ),
    )


def told_epoch(
    *,
    by: str,
    scope_kind: str,
    scope: uuid.UUID,
    members: Sequence[str],
    compartment: str = KeyEpoch.Compartment.MAIN,
    pairs: bool = True,
) -> dict[str, Any]:
    """What a browser would send to make the next epoch of a scope; `grants` is for `members`."""
    before = queries.living_epoch(scope, compartment)
    number = before.number + 1 if before else 1
    identity = epoch_identity(scope, compartment, number)
    epoch = KeyEpoch(
        id=_id("epoch", str(scope), compartment, str(number)),
        scope_kind=scope_kind,
        scope=scope,
        compartment=compartment,
        number=number,
        recipient=identity.recipient,
        made_on=queries.today(),
    )
    text = actions.epoch_text(_organisation().fingerprint, epoch)
    secret = canonical.dumps({"v": 1, "epoch": str(epoch.id), "identity": identity.secret})
    return {
        "id": str(epoch.id),
        "number": number,
        "recipient": epoch.recipient,
        "day": epoch.made_on.isoformat(),
        "signature": _text(ed25519.sign(keys(by).seed, text)),
        "grants": [_grant_told(epoch, to, by=by) for to in members],
        "pairs": _pairs(secret) if pairs else [],
    }


def grant(epoch: KeyEpoch, to: str, *, by: str) -> Grant:
    """An epoch's identity for one more of PEOPLE."""
    return actions.grant(epoch=epoch, by=keyring(by), body=_grant_told(epoch, to, by=by))


def epoch_identity(scope: uuid.UUID, compartment: str, number: int) -> age.Identity:
    """The identity of an epoch that `new_epoch` made."""
    _only_here()
    return age.read_identity(demonstration_key("epoch", str(scope), compartment, str(number)))


def seal_item(
    epoch: KeyEpoch,
    *,
    by: str | None,
    item: uuid.UUID,
    kind: str,
    body: dict[str, Any],
    version: int = 1,
    recipient: str = "",
) -> bytes:
    """The frame of an item, as the browser of one of PEOPLE (None: of a sender) would make it.

    It is sealed to the epoch, or to another `recipient`: a sender's inbox, a colleague.
    """
    return seal(
        recipient or epoch.recipient,
        by=by,
        scope=epoch.scope,
        epoch=epoch.id,
        item=item,
        kind=kind,
        body=body,
        version=version,
    )


def seal(
    recipient: str,
    *,
    by: str | None,
    scope: uuid.UUID,
    epoch: uuid.UUID,
    item: uuid.UUID,
    kind: str,
    body: dict[str, Any],
    version: int = 1,
) -> bytes:
    """The frame of an item that is of another scope than its key: a file of a call, a copy."""
    author = keys(by) if by else None
    content = canonical.payload(
        org=_organisation().fingerprint,
        scope=scope,
        item=item,
        version=version,
        epoch=epoch,
        kind=kind,
        body=body,
        author=author.keyring if author else None,
        seed=author.seed if author else None,
    )
    return frames.seal(content, recipient)


def open_item(epoch: KeyEpoch, frame: bytes) -> canonical.Payload:
    """What an item of an epoch says."""
    identity = epoch_identity(epoch.scope, epoch.compartment, epoch.number)
    return canonical.read_payload(frames.unseal(frame, identity.secret))


def greeting() -> list[str]:
    """What `bin/up` prints under the table of sign-ins."""
    return [
        "The keys of those who have some open with this phrase:",
        f"    {queries.PHRASE}",
    ]


@transaction.atomic
def _make(account: Account, key: str) -> None:
    told = keys(key)
    if queries.own(account) is not None:
        return
    actions.make_keyring(
        Sent(
            {
                "id": str(told.keyring),
                "recipient": told.identity.recipient,
                "signing_key": told.signing_key,
                "outside_office": key == OUTSIDE,
            }
        ),
        by=account,
    )
    paper = age.seal(canonical.dumps(unlocked(key)), [told.paper.recipient])
    for kind, content in (("phrase", _phrases()[key]), ("paper", _text(paper))):
        blob = {"id": str(_id("blob", key, kind)), "kind": kind, "content": content}
        actions.add_blob(Sent(blob), by=account)
    actions.confirm_paper(by=account)


def _found(account: Account) -> None:
    told, public = keys(PEOPLE[0]), ed25519.public_of(_organisation_seed())
    fingerprint = canonical.fingerprint(public)
    entry = _entry(
        fingerprint,
        kind="person",
        keyring=str(told.keyring),
        recipient=told.identity.recipient,
        signing_key=told.signing_key,
        role="keyholder",
        keyholders=[str(told.keyring)],
    )
    pairs = [_pair(_organisation_secret(), PEOPLE[0], None)]
    org = {"public": _text(public), "fingerprint": fingerprint}
    actions.found_organisation(Sent({"org": org, "entry": entry, "pairs": pairs}), by=account)


def _vouch(key: str) -> None:
    told = keys(key)
    role = "partner" if key == "partner" else "keyholder" if key in KEYHOLDERS else "member"
    entry = _entry(
        _organisation().fingerprint,
        kind="person",
        keyring=str(told.keyring),
        recipient=told.identity.recipient,
        signing_key=told.signing_key,
        role=role,
    )
    if not queries.directory().vouches(told.keyring):
        actions.append(Sent(entry), by=keyring(PEOPLE[0]))


def _name_keyholders() -> None:
    ids = [str(keys(key).keyring) for key in KEYHOLDERS]
    entry = _entry(_organisation().fingerprint, kind="keyholders", keyholders=ids)
    pairs = _pairs(_organisation_secret())
    actions.append(Sent({**entry, "pairs": pairs}), by=keyring(PEOPLE[0]))


def _entry(fingerprint: str, **said: Any) -> dict[str, Any]:
    directory = queries.directory()
    empty = {"keyring": "", "recipient": "", "signing_key": "", "role": "", "keyholders": []}
    body = canonical.dumps(
        {
            "v": 1,
            "org": fingerprint,
            "number": directory.number + 1,
            "previous": directory.hash,
            "day": queries.today().isoformat(),
            **empty,
            **said,
        }
    )
    return {
        "number": directory.number + 1,
        "body": body.decode(),
        "hash": hashlib.sha256(body).hexdigest(),
        "signature": _text(ed25519.sign(_organisation_seed(), body)),
    }


def _grant_told(epoch: KeyEpoch, to: str, *, by: str) -> dict[str, Any]:
    identity = epoch_identity(epoch.scope, epoch.compartment, epoch.number)
    body = {
        "identity": identity.secret,
        "recipient": epoch.recipient,
        "keyring": str(keys(to).keyring),
    }
    recipient = keys(to).identity.recipient
    frame = seal_item(epoch, by=by, item=epoch.id, kind="grant", body=body, recipient=recipient)
    return {
        "id": str(_id("grant", str(epoch.id), to)),
        "keyring": str(keys(to).keyring),
        "frame": _text(frame),
    }


def _pairs(secret: bytes) -> list[dict[str, Any]]:
    return [_pair(secret, *two) for two in itertools.combinations(KEYHOLDERS, 2)]


def _pair(secret: bytes, first: str, second: str | None) -> dict[str, Any]:
    inner = age.seal(secret, [keys(second).identity.recipient]) if second else secret
    return {
        "first": str(keys(first).keyring),
        "second": str(keys(second).keyring) if second else None,
        "frame": _text(frames.seal(inner, keys(first).identity.recipient)),
    }


def _organisation() -> OrganisationKey:
    found = queries.organisation()
    if found is None:
        raise NotADemonstrationError("the organisation's keys are not made yet")
    return found


def _organisation_seed() -> bytes:
    _only_here()
    return demonstration_seed("organisation")


def _organisation_secret() -> bytes:
    return canonical.dumps({"v": 1, "signing": _text(_organisation_seed())})


def _phrases() -> dict[str, str]:
    read: dict[str, str] = json.loads(Path(__file__).with_name("phrases.json").read_text())
    return read


def _id(*names: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, "/".join(names))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _only_here() -> None:
    if not is_demonstration():
        raise NotADemonstrationError("this is not a demonstration")
