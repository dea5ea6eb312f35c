"""What people's browsers do, done here: keys made, entries signed, epochs sealed. And forged."""

import base64
import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.sealing import age, canonical, ed25519, frames
from amparo.ground.vault import actions, keystore, queries
from amparo.ground.vault.models import KeyEpoch, Keyring, ShredKey

API = "/en/desk/keys/api/"
PHRASE_FILE = age.seal_phrase(b"a keyring", "six words")  # slow on purpose, so it is made once


def text(content: bytes) -> str:
    """Bytes as JSON carries them."""
    return base64.b64encode(content).decode("ascii")


@dataclass
class Hand:
    """Somebody with an account and a browser."""

    account: Account
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    identity: age.Identity = field(default_factory=age.new_identity)
    seed: bytes = field(default_factory=lambda: ed25519.new()[0])
    client: Client = field(default_factory=Client)

    @property
    def signing_key(self) -> str:
        return text(ed25519.public_of(self.seed))

    @property
    def row(self) -> Keyring:
        return Keyring.objects.get(pk=self.id)

    def post(self, path: str, body: object) -> Any:
        return self.client.post(f"{API}{path}", json.dumps(body), content_type="application/json")

    def state(self) -> dict[str, Any]:
        told: dict[str, Any] = self.client.get(API).json()
        return told

    def keyring(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "recipient": self.identity.recipient,
            "signing_key": self.signing_key,
        }

    def blob(self, kind: str) -> dict[str, Any]:
        paper = age.seal(b"a keyring", [age.new_identity().recipient])
        content = PHRASE_FILE if kind == "phrase" else paper
        return {"id": str(uuid.uuid4()), "kind": kind, "content": text(content)}

    def complete(self) -> "Hand":
        """Keys with two ways and the paper typed back: somebody must vouch for them now."""
        for path, body in (
            ("keyring/", self.keyring()),
            ("blobs/", self.blob("phrase")),
            ("blobs/", self.blob("paper")),
            ("paper/", {}),
        ):
            answer = self.post(path, body)
            assert answer.status_code == 200, answer.content
        return self


def hand(name: str, *roles: Role) -> Hand:
    """Somebody on staff, signed in, without keys."""
    account = make_account(name, roles=roles or [Role.CASEWORKER])
    made = Hand(account)
    sign_in(made.client, account)
    return made


@dataclass
class House:
    """The organisation's key, which no server ever has."""

    seed: bytes = field(default_factory=lambda: ed25519.new()[0])

    @property
    def public(self) -> bytes:
        return ed25519.public_of(self.seed)

    @property
    def fingerprint(self) -> str:
        return canonical.fingerprint(self.public)

    def body(self, **said: Any) -> dict[str, Any]:
        """The next entry's body; what is `said` stands in it, true or not."""
        now = queries.directory()
        return {
            "v": 1,
            "org": self.fingerprint,
            "number": now.number + 1,
            "previous": now.hash,
            "kind": "person",
            "keyring": "",
            "recipient": "",
            "signing_key": "",
            "role": "",
            "day": queries.today().isoformat(),
            "keyholders": [],
            **said,
        }

    def person(self, who: Hand, role: str = "member", **said: Any) -> dict[str, Any]:
        told = who.keyring()
        told["keyring"] = told.pop("id")
        return self.body(**told, role=role, **said)

    def entry(self, body: dict[str, Any], *, seed: bytes = b"", **more: Any) -> dict[str, Any]:
        """A body, signed by the organisation's key or by another `seed`."""
        words = canonical.dumps(body)
        return {
            "number": body["number"],
            "body": words.decode(),
            "hash": hashlib.sha256(words).hexdigest(),
            "signature": text(ed25519.sign(seed or self.seed, words)),
            **more,
        }

    def pairs(self, *keyholders: Hand) -> list[dict[str, Any]]:
        if len(keyholders) == 1:
            frame = text(frames.seal(b"secret", keyholders[0].identity.recipient))
            return [{"first": str(keyholders[0].id), "second": None, "frame": frame}]
        return [
            {
                "first": str(one.id),
                "second": str(two.id),
                "frame": text(
                    frames.seal(age.seal(b"s", [two.identity.recipient]), one.identity.recipient)
                ),
            }
            for one, two in itertools.combinations(keyholders, 2)
        ]

    def founding(self, founder: Hand) -> dict[str, Any]:
        body = self.person(founder, "keyholder", keyholders=[str(founder.id)])
        return {
            "org": {"public": text(self.public), "fingerprint": self.fingerprint},
            "entry": self.entry(body, pairs=[]),
            "pairs": self.pairs(founder),
        }

    def vouch(self, by: Hand, who: Hand, role: str = "member") -> None:
        """Somebody's keys into the directory, by a keyholder who is alone."""
        answer = by.post("entries/", {"entry": self.entry(self.person(who, role))})
        assert answer.status_code == 200, answer.content

    def keyholders(self, by: Hand, *who: Hand) -> None:
        """The keyholders, named by one who was alone."""
        body = self.body(kind="keyholders", keyholders=[str(one.id) for one in who])
        answer = by.post("entries/", {"entry": self.entry(body, pairs=self.pairs(*who))})
        assert answer.status_code == 200, answer.content

    def propose(self, by: Hand, to: Hand, body: dict[str, Any]) -> tuple[str, Any]:
        """A proposal of an entry; its id and the answer."""
        identifier = str(uuid.uuid4())
        half = text(age.seal(b"secret", [to.identity.recipient]))
        told = {"id": identifier, "to": str(to.id), "half": half}
        return identifier, by.post("proposals/", {**told, "body": canonical.dumps(body).decode()})


def founded(name: str = "ada") -> tuple[House, Hand]:
    """A house of one keyholder."""
    house, ada = House(), hand(name, Role.ADMINISTRATOR).complete()
    answer = ada.post("organisation/", house.founding(ada))
    assert answer.status_code == 200, answer.content
    return house, ada


def of_three() -> tuple[House, Hand, Hand, Hand]:
    """A house of three keyholders."""
    house, ada = founded()
    grace, olga = (hand(name, Role.KEYHOLDER).complete() for name in ("grace", "olga"))
    for one in (grace, olga):
        house.vouch(ada, one, "keyholder")
    house.keyholders(ada, ada, grace, olga)
    return house, ada, grace, olga


@dataclass
class Made:
    """An epoch as its maker's browser has it: what is sent, and what opens it."""

    told: dict[str, Any]
    identity: age.Identity
    scope_kind: str
    scope: uuid.UUID
    shred: ShredKey

    def send(self, by: Hand, **changed: Any) -> KeyEpoch:
        """Send it, with what is `changed` on the way."""
        return actions.new_epoch(
            scope_kind=changed.pop("scope_kind", self.scope_kind),
            scope=changed.pop("scope", self.scope),
            compartment=changed.pop("compartment", "main"),
            shred=self.shred,
            by=by.row,
            body={**self.told, **changed},
        )


def epoch(
    house: House,
    by: Hand,
    *members: Hand,
    scope: uuid.UUID | None = None,
    scope_kind: str = "door",
    number: int = 1,
    shred: ShredKey | None = None,
) -> Made:
    """An epoch for these members, not sent yet."""
    identity = age.new_identity()
    row = KeyEpoch(
        scope_kind=scope_kind,
        scope=scope or uuid.uuid4(),
        number=number,
        recipient=identity.recipient,
        made_on=queries.today(),
    )
    told = {
        "id": str(row.id),
        "number": number,
        "recipient": row.recipient,
        "day": row.made_on.isoformat(),
        "signature": text(ed25519.sign(by.seed, actions.epoch_text(house.fingerprint, row))),
        "grants": [grant(house, row, identity, to, by) for to in members],
        "pairs": [],
    }
    return Made(told, identity, scope_kind, row.scope, shred or keystore.new())


def grant(
    house: House, row: KeyEpoch, identity: age.Identity, to: Hand, by: Hand
) -> dict[str, Any]:
    """A grant as a browser makes it."""
    words = canonical.payload(
        org=house.fingerprint,
        scope=row.scope,
        item=row.id,
        version=1,
        epoch=row.id,
        kind="grant",
        body={"identity": identity.secret, "recipient": row.recipient, "keyring": str(to.id)},
        author=by.id,
        seed=by.seed,
    )
    frame = text(frames.seal(words, to.identity.recipient))
    return {"id": str(uuid.uuid4()), "epoch": str(row.id), "keyring": str(to.id), "frame": frame}
