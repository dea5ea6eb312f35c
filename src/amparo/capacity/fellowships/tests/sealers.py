"""Somebody who applies and seals by themselves: as a browser's program does it, or a file."""

import base64
import hashlib
import json
import secrets
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.capacity.fellowships.models import Call
from amparo.ground.sealing import receipts, recovery
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch
from amparo.ground.vault.tests.people import org, sealed

BODY: dict[str, Any] = {
    "form": "apply-small", "version": 1, "language": "en", "files": [],
    "answers": {"name": "Nadia", "work": "We keep the river Xanil free of mercury", "agree": "yes"},
}  # fmt: skip


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


class Applicant:
    """One secret, one application, and the tokens of its versions."""

    def __init__(self, call: Call) -> None:
        self.call, self.id, self.secret = call, uuid.uuid4(), recovery.new()
        self.receipt = receipts.Receipt(self.secret)
        self.tokens = [secrets.token_hex(32) for _version in range(9)]

    @property
    def path(self) -> str:
        return f"/en/fellowships/{self.call.slug}/apply/sealed/"

    @property
    def upload_path(self) -> str:
        return f"/en/fellowships/{self.call.slug}/upload/"

    def frames(self, version: int, epoch: KeyEpoch | None = None, **said: str) -> dict[str, str]:
        """The office's copy and the writer's own, of these answers."""
        to = epoch or vault.living_epoch(self.call.pk)
        assert to is not None
        body = BODY | {
            "answers": BODY["answers"] | said,
            "inbox": self.receipt.inbox.recipient,
        }
        told: dict[str, Any] = {"scope": self.call.pk, "item": self.id, "version": version}
        told |= {"body": body, "kind": "application"}
        return {
            "frame": b64(sealed(to.recipient, None, epoch=to.pk, **told)),
            "own": b64(sealed(self.receipt.inbox.recipient, None, epoch=self.id, **told)),
            "epoch": str(to.pk),
        }

    def act(self, client: Any, act: str, version: int = 0, /, **more: Any) -> Any:
        """What the program posts."""
        told: dict[str, Any] = {"act": act, "lookup": self.receipt.lookup}
        if version:
            told |= {"id": str(self.id), "version": version, "token": self.tokens[version]}
            told |= {"blobs": []} | self.frames(version)
        told |= more
        return client.post(self.path, json.dumps(told), content_type="application/json")

    def file(self, version: int = 1, **more: Any) -> dict[str, Any]:
        """What the file without a line saves at its end."""
        epoch = more.pop("to", None)
        told = {
            "amparo": "application",
            "call": str(self.call.pk),
            "org": org().fingerprint,
            "item": str(self.id),
            "version": version,
            "lookup": sha(self.receipt.lookup),
            "token": sha(self.tokens[version]),
            "before": self.tokens[1:version],
        }
        return told | self.frames(version, epoch) | more

    def bring(self, client: Any, told: dict[str, Any] | bytes, path: str = "") -> Any:
        """Somebody sends a file."""
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        file = SimpleUploadedFile("application-1234.amparo", content)
        return client.post(path or self.upload_path, {"file": file})
