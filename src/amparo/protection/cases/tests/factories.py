"""A house with keys for tests of cases: what browsers do, done here with the same formats."""

import hashlib
import secrets
import uuid
from typing import Any

from amparo.ground.vault.tests.people import (
    HANDS,
    SEEDS,
    Person,
    b64,
    epoch_json,
    forget_organisation,
    grant_json,
    item_json,
    living,
    open_frame,
    org,
    person,
    sealed,
    today,
    vouch,
)
from amparo.protection.cases import actions
from amparo.protection.cases.models import Case, Door, Submission

__all__ = [
    "HANDS", "SEEDS", "Person", "b64", "do", "epoch_json", "forget_organisation", "grant_json",
    "item_json",
    "living", "make_case", "make_door", "make_submission", "open_frame", "org", "person", "sealed",
    "today", "vouch",
]  # fmt: skip


def do(by: Person, **act: Any) -> dict[str, Any]:
    """One act; its answer."""
    return actions.perform([act], by=by.account)[0]


def make_door(by: Person, *members: Person, kind: str = "help") -> Door:
    """A door with a living epoch that these people hold."""
    door = actions.have_doors()[kind]
    told = epoch_json(by, *members, kind="door", scope=door.pk)
    do(by, verb="door.epoch", door=str(door.pk), epoch=told)
    return door


def make_submission(door: Door, *, words: str = "I need help", **more: Any) -> Submission:
    """What somebody sent, unsigned, sealed to the door's living epoch."""
    epoch = living(door.pk)
    item = uuid.uuid4()
    frame = sealed(
        epoch.recipient, None, scope=door.pk, epoch=epoch.pk, item=item, kind="request",
        body={"answers": {"what": words}},
    )  # fmt: skip
    told = {
        "lookup_hash": hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
        "token_hash": hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
        "id": item,
    } | more
    return actions.submit(door=door, epoch=epoch, frame=frame, **told)


def make_case(by: Person, *others: Person, **more: Any) -> Case:
    """A case that these people hold, with one item."""
    identifier = more.pop("case", None) or uuid.uuid4()
    pairs = more.pop("pairs", ())
    told = epoch_json(by, by, *others, scope=identifier, pairs=pairs)
    item = item_json(by, case=identifier, epoch=told)
    do(by, verb="case.open", case=str(identifier), epochs=[told], items=[item], **more)
    return Case.objects.get(pk=identifier)
