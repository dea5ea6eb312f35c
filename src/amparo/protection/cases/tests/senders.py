"""Somebody behind a door, with keys that a test can use; and what a sender's screens say."""

import base64
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.sealing import age, canonical, ed25519, frames
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.models import (
    DirectoryEntry,
    Grant,
    KeyEpoch,
    Keyring,
    OrganisationKey,
)
from amparo.protection.cases import actions
from amparo.protection.cases.models import Door, Reply, Submission

HIDDEN = re.compile(r'name="(draft|visit)" value="([^"]+)"')


@dataclass
class Behind:
    """The person behind a door: their keyring's seed, and the door's key."""

    account: Account
    keyring: Keyring
    seed: bytes
    org: str
    door: Door
    epoch: KeyEpoch
    key: age.Identity

    def opened(self, stored: Any, shred: Any) -> dict[str, Any]:
        """The payload of a stored frame, as canonical JSON says it."""
        frame = vault_queries.give(stored, shred)
        return canonical.loads(frames.unseal(frame, self.key.secret))

    def arrived(self) -> list[dict[str, Any]]:
        """Every submission, opened, the oldest first."""
        rows = Submission.objects.filter(door=self.door).order_by("day", "id")
        return [self.opened(row.frame, row.shred) for row in rows]

    def said(self) -> list[dict[str, Any]]:
        """What senders added."""
        rows = Reply.objects.filter(direction="from", submission__door=self.door)
        return [self.opened(row.frame, row.submission.shred) for row in rows]

    def answer(self, submission: Submission, words: str, *, seed: bytes | None = None) -> Reply:
        """Seals an answer to the sender's inbox and stores it, as the desk does."""
        inbox = self.opened(submission.frame, submission.shred)["body"]["inbox"]
        identifier = uuid.uuid4()
        content = canonical.payload(
            org=self.org,
            scope=submission.pk,
            item=identifier,
            version=1,
            epoch=self.epoch.pk,
            kind="reply",
            body={"words": words},
            author=self.keyring.pk,
            seed=seed or self.seed,
        )
        return Reply.objects.create(
            id=identifier,
            submission=submission,
            direction=Reply.Direction.TO_SENDER,
            frame=vault.keep(frames.seal(content, inbox), submission.shred),
            token=uuid.uuid4().hex * 2,
            day=timezone.now().date(),
        )


def organisation() -> tuple[bytes, str]:
    """The organisation's key and fingerprint, made once a test."""
    seed, public = ed25519.new()
    fingerprint = canonical.fingerprint(public)
    OrganisationKey.objects.create(
        public=base64.b64encode(public).decode(),
        fingerprint=fingerprint,
        made_on=timezone.now().date(),
    )
    return seed, fingerprint


def stand_behind(kind: str = "help") -> Behind:
    """A door with a living key that one active person holds."""
    today = timezone.now().date()
    org_seed, org = organisation()
    role = Role.CASEWORKER if kind == "help" else Role.SAFEGUARDING
    account = make_account(handle=f"keeper-{kind}", roles=(role,))
    own = age.new_identity()
    seed, public = ed25519.new()
    keyring = Keyring.objects.create(
        account=account,
        recipient=own.recipient,
        signing_key=base64.b64encode(public).decode(),
        state=Keyring.State.ACTIVE,
        paper_confirmed=True,
        made_on=today,
    )
    body = canonical.dumps(
        {
            "v": 1, "org": org, "number": 1, "previous": "", "kind": "person",
            "keyring": str(keyring.pk), "recipient": own.recipient,
            "signing_key": keyring.signing_key, "role": "keyholder", "day": today.isoformat(),
            "keyholders": [],
        }
    )  # fmt: skip
    DirectoryEntry.objects.create(
        number=1,
        body=body.decode(),
        hash=canonical.fingerprint(body),
        signature=base64.b64encode(ed25519.sign(org_seed, body)).decode(),
        keyring=keyring,
    )
    door = actions.have_doors()[kind]
    key = age.new_identity()
    identifier = uuid.uuid4()
    signed = canonical.dumps(
        {
            "v": 1, "suite": "x1", "org": org, "epoch": str(identifier), "scope_kind": "door",
            "scope": str(door.pk), "compartment": "main", "number": 1,
            "recipient": key.recipient, "day": today.isoformat(),
        }
    )  # fmt: skip
    epoch = KeyEpoch.objects.create(
        id=identifier,
        scope_kind="door",
        scope=door.pk,
        number=1,
        recipient=key.recipient,
        made_on=today,
        signed_by=keyring,
        signature=base64.b64encode(ed25519.sign(seed, signed)).decode(),
        shred=keystore.new(),
    )
    Grant.objects.create(
        epoch=epoch, keyring=keyring, content=b"", granted_by=keyring, granted_on=today
    )
    return Behind(account, keyring, seed, org, door, epoch, key)


def carried(page: Any) -> dict[str, str]:
    """The sealed field of a screen, as its form sends it back."""
    found = HIDDEN.search(page.content.decode())
    assert found, page.content.decode()[-2000:]
    return {found[1]: found[2]}


def keys(shape: Any) -> list[str]:
    """The keys of a form's questions, for tests that walk through them."""
    return [asked.key for asked in shape.questions]


def script(page: Any, identifier: str) -> Any:
    """A value that a page gives to its program."""
    text = page.content.decode()
    found = re.search(rf'<script id="{identifier}" type="application/json">(.*?)</script>', text)
    assert found
    return json.loads(found[1])
