"""Killed at any moment of asking, re-sealing and shredding: nothing in the clear, nothing orphaned.

A process that does one of the three without pause is killed with SIGKILL at random moments. After
each kill another process looks at what is left:

- every request, message and item that was acknowledged opens with the keys of its readers, and so
  does every file that came with it;
- every case that is not shredded opens whole; after the night's job a shredded one has left no
  item, file or grant, and its keys are destroyed;
- there is no grant of a key that was destroyed, and no row whose key is missing;
- what was written stands nowhere in the home in the clear (a word that should be found is).

There is nothing to compare with: the goal is none.
"""

import argparse
import base64
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

NAME = "kill_cases"
MOMENTS = 200
FEW = 9
WHOLE = 9  # everything is opened after each ninth kill and the last
KINDS = ("ask", "re-seal", "shred")


@dataclass
class Outcome:
    """What was seen over all the moments of one kind of work."""

    moments: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)


def run(report: Callable[..., None], quick: bool = False) -> None:
    """Kill two hundred times (nine if `quick`) and report what was left."""
    for kind, outcome in outcomes(FEW if quick else MOMENTS).items():
        report(f"{kind}, moments", outcome["moments"], "kills")
        report(f"{kind}, acknowledged", outcome["acknowledged"], "acts")
        faults = outcome["faults"]
        report(f"{kind}, faults", len(faults), "faults", goal=0, ok=not faults)


def outcomes(moments: int, database: str = "") -> dict[str, dict[str, Any]]:
    """What became of each kind of work, in a fresh home of its own and processes of its own.

    `database` is the address of an empty PostgreSQL database, empty for SQLite.
    """
    with tempfile.TemporaryDirectory(prefix="amparo-kill-") as folder:
        kept = {name: value for name, value in os.environ.items() if "AMPARO" not in name}
        env = kept | {
            "AMPARO_HOME": str(Path(folder) / "home"),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
        }
        if database:
            env["AMPARO_DATABASE_URL"] = database
        done = subprocess.run(
            [sys.executable, "-m", "bench.kill_cases", str(moments)],
            env=env, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        told: dict[str, dict[str, Any]] = json.loads(done.stdout)
        return told


def _main(moments: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    chance = random.Random()
    world = World.make()
    found = {kind: Outcome() for kind in KINDS}
    connections.close_all()
    usual = {kind: _usual(world, kind) for kind in KINDS}
    for moment in range(moments):
        kind = KINDS[moment % len(KINDS)]
        connections.close_all()
        said = _killed(world, kind, chance.uniform(0.0, 2.2 * usual[kind]))
        outcome = found[kind]
        outcome.moments += 1
        outcome.acknowledged += len(said)
        for fault in _asked_of_another(
            partial(_seen, world, said, whole=moment % WHOLE == WHOLE - 1 or moment + 1 == moments)
        ):
            outcome.faults.append(f"moment {moment}: {fault}")
    json.dump({kind: vars(outcome) for kind, outcome in found.items()}, sys.stdout)


def _seen(world: "World", said: list[dict[str, Any]], *, whole: bool) -> list[str]:
    return list(world.look(said, whole=whole))


def _usual(world: "World", kind: str) -> float:
    """How long one piece of this work takes on this machine at this hour, in seconds."""
    began = time.monotonic()
    _asked_of_another(lambda: [str(next(world.work(kind)))])
    return time.monotonic() - began


def _killed(world: "World", kind: str, after: float) -> list[dict[str, Any]]:
    """Let another process work, kill it, and give what it said was done."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "wb", buffering=0) as out:
            out.write(b"{}\n")
            for done in world.work(kind):
                out.write(json.dumps(done).encode() + b"\n")
        os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as heard:
        heard.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = heard.read().split(b"\n")
    return [json.loads(line) for line in lines[:-1]]


def _asked_of_another(question: Callable[[], list[str]]) -> list[str]:
    """The answer of a process of its own."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w") as out:
            try:
                json.dump(question(), out)
            except BaseException as failure:  # noqa: BLE001  (whatever it is, it is told)
                json.dump([f"looking failed: {failure!r}"], out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as heard:
        answer = heard.read()
    os.waitpid(child, 0)
    told: list[str] = json.loads(answer)
    return told


@dataclass
class World:
    """Two colleagues with keys and a door, and words that must stand nowhere in the clear."""

    alice: Any
    bob: Any
    door: Any
    secret: bytes
    control: bytes

    @classmethod
    def make(cls) -> "World":
        from amparo.ground.identity.models import Role
        from amparo.protection.cases.tests import factories

        mark = base64.b32encode(os.urandom(10)).decode().lower()
        alice = factories.person(f"alice-{mark}", Role.CASEWORKER)
        bob = factories.person("bob", Role.CASEWORKER)
        door = factories.make_door(alice, alice, bob)
        return cls(alice, bob, door, f"cenzontle {mark}".encode(), f"alice-{mark}".encode())

    def work(self, kind: str) -> Iterator[dict[str, Any]]:
        """Without end: the acts of one kind, each told once it is acknowledged."""
        steps = {"ask": self._ask, "re-seal": self._reseal, "shred": self._shred}
        while True:
            yield from steps[kind]()

    def _ask(self) -> Iterator[dict[str, Any]]:
        """As without JavaScript: the server has the words in its memory."""
        import hashlib
        import io
        import uuid

        from amparo.ground.vault import actions as vault
        from amparo.protection.cases import actions

        item = uuid.uuid4()
        epoch, frame = vault.seal_for_door(
            self.door.pk, kind="request", item=item, body={"words": self.secret.decode()}
        )
        blob = vault.seal_upload(io.BytesIO(self.secret * 5000), epoch)
        token = hashlib.sha256(item.bytes).hexdigest()
        row = actions.submit(
            door=self.door, epoch=epoch, frame=frame, lookup_hash=token[::-1], token_hash=token,
            blobs=[blob.id], id=item,
        )  # fmt: skip
        yield {"submission": str(row.pk), "blob": str(blob.id)}

    def _reseal(self) -> Iterator[dict[str, Any]]:
        """A case, an item, then a new key for those who stay, and another item under it."""
        from amparo.protection.cases.tests import factories as made

        case = made.make_case(self.alice, self.bob)
        for number in (2, 3):
            told = made.epoch_json(self.alice, self.alice, scope=case.pk, number=number)
            item = made.item_json(self.alice, case=case.pk, epoch=told)
            made.do(self.alice, verb="case.epoch", case=str(case.pk), epoch=told)
            made.do(self.alice, verb="case.items", case=str(case.pk), items=[item])
            yield {"item": item["id"]}

    def _shred(self) -> Iterator[dict[str, Any]]:
        import io

        from amparo.ground.vault import actions as vault
        from amparo.protection.cases.tests import factories as made

        row = made.make_submission(self.door, words=self.secret.decode())
        case = made.make_case(self.alice, self.bob, submission=str(row.pk))
        blob = vault.seal_upload(io.BytesIO(self.secret * 100), made.living(case.pk))
        act = {"case": str(case.pk)}
        made.do(self.alice, verb="case.items", **act, items=[], blobs=[str(blob.id)])
        made.do(self.alice, verb="case.state", **act, state="closed")
        made.do(self.alice, verb="case.shred", **act)
        made.do(self.bob, verb="case.shred", **act)
        yield {"shredded": str(case.pk)}

    def look(self, said: list[dict[str, Any]], *, whole: bool = True) -> Iterator[str]:
        """Everything that is wrong, for a person to read; nothing when all is well.

        If `whole`, also whether every item there is opens, acknowledged or not.
        """
        from amparo.ground.record.queries import breaks
        from amparo.ground.vault import keystore
        from amparo.protection.cases import actions
        from amparo.protection.cases.models import Case, Item, Submission

        for done in said:
            if "submission" in done:
                row = Submission.objects.get(pk=done["submission"])
                yield from self._opens(row.frame, row.shred, row.epoch)
                yield from self._blob_opens(done["blob"])
            elif "item" in done:
                item = Item.objects.get(pk=done["item"])
                yield from self._opens(item.frame, item.epoch.shred, item.epoch)
            elif Case.objects.get(pk=done["shredded"]).state != "shredded":
                yield "a case that was let go is there"
        standing = Item.objects.exclude(case__state="shredded") if whole else Item.objects.none()
        for item in standing.select_related("epoch__shred"):
            yield from self._opens(item.frame, item.epoch.shred, item.epoch)
        actions.forget_due()
        keystore.finish()
        yield from _left()
        yield from breaks()
        if keystore.missing():
            yield "a row's key is not in the keystore"
        yield from self._in_the_clear()

    def _opens(self, stored: Any, shred: Any, epoch: Any) -> Iterator[str]:
        from amparo.ground.sealing import canonical, frames
        from amparo.ground.vault import queries as vault

        try:
            canonical.read_payload(
                frames.unseal(vault.give(bytes(stored), shred), self._identity(epoch))
            )
        except Exception as closed:  # noqa: BLE001  (whatever keeps it closed is a fault)
            yield f"something does not open: {closed!r}"

    def _identity(self, epoch: Any) -> str:
        """The epoch's key, out of Alice's grant in the rows, with Alice's own key."""
        from amparo.ground.sealing import canonical, frames
        from amparo.ground.vault import queries as vault
        from amparo.ground.vault.models import Grant

        grant = Grant.objects.get(epoch=epoch, keyring=self.alice.keyring)
        frame = vault.give(bytes(grant.content), epoch.shred)
        told = canonical.read_payload(frames.unseal(frame, self.alice.identity.secret))
        return str(told.body["identity"])

    def _blob_opens(self, identifier: str) -> Iterator[str]:
        from amparo.ground.sealing import frames
        from amparo.ground.vault import queries as vault
        from amparo.ground.vault.models import Blob

        blob = Blob.objects.select_related("shred", "epoch__shred").get(pk=identifier)
        with vault.frame_of(blob) as frame:
            if frames.unseal(frame.read(), self._identity(blob.epoch)) != self.secret * 5000:
                yield "a file is not what was sent"

    def _in_the_clear(self) -> Iterator[str]:
        from django.conf import settings
        from django.db import connection

        forms = {self.secret, base64.b64encode(self.secret)[:20], self.secret.hex().encode()}
        files = [path for path in Path(settings.AMPARO_HOME).rglob("*") if path.is_file()]
        content = [path.read_bytes() for path in files]
        if any(form in one for form in forms for one in content):
            yield "what was written stands somewhere in the clear"
        if connection.vendor == "sqlite" and not any(self.control in one for one in content):
            yield "the search finds nothing at all"


def _left() -> Iterator[str]:
    """What should be gone and is not."""
    from amparo.ground.vault.models import Blob, Grant, KeyEpoch
    from amparo.protection.cases.models import Case, Item, Submission

    gone = Case.objects.filter(state="shredded")
    if Item.objects.filter(case__in=gone).exists():
        yield "items of a shredded case"
    if Blob.objects.filter(scope__in=gone.values("pk")).exists():
        yield "files of a shredded case"
    if gone.filter(shred__destroyed_on=None).exists():
        yield "a key of a shredded case"
    if Submission.objects.filter(state="erased").exclude(frame=b"").exists():
        yield "a request that was erased"
    if Grant.objects.filter(epoch__shred__destroyed_on__isnull=False).exists():
        yield "a grant of a key that was destroyed"
    if Grant.objects.filter(epoch__scope__in=gone.values("pk")).exists():
        yield "a grant on a shredded case"
    for case in Case.objects.exclude(state="shredded"):
        living = KeyEpoch.objects.filter(scope=case.pk, retired_on=None)
        if living.count() != 1 or not Grant.objects.filter(epoch__in=living).exists():
            yield "a case without a key"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("moments", type=int)
    _main(parser.parse_args().moments)
