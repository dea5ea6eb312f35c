"""A round for tests: an office with keys, a call, applications, reviewers, fellows."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from amparo.capacity.fellowships import actions
from amparo.capacity.fellowships.models import (
    Application,
    Call,
    Criterion,
    Fellowship,
    Programme,
    Reading,
    Reviewer,
)
from amparo.ground.identity.models import Role
from amparo.ground.sealing import age
from amparo.ground.vault.tests.people import (
    Person,
    b64,
    epoch_json,
    item_json,
    living,
    person,
    sealed,
)

OFFICE, REVIEWER, COACH = Role.FELLOWSHIPS, Role.REVIEWER, Role.COACH


def do(by: Person, **act: Any) -> dict[str, Any]:
    """One act; its answer."""
    return actions.perform([act], by=by.account)[0]


def hash_of(words: str = "") -> str:
    """A SHA-256, of these words or of nothing anybody knows."""
    return hashlib.sha256(words.encode() or secrets.token_bytes(16)).hexdigest()


def make_call(by: Person, *others: Person, slug: str = "advocacy-2026", **more: Any) -> Call:
    """A published call, open for a week, whose key these people of the office hold."""
    programme, _made = Programme.objects.get_or_create(
        slug="advocacy", defaults={"names": {"en": "Advocacy programme"}}
    )
    now = timezone.now()
    told = {
        "names": {"en": "Advocacy programme 2026"},
        "form": "fellowship",
        "reference_form": "fellowship-reference",
        "follow_up_form": "fellowship-follow-up",
        "state": Call.State.PUBLISHED,
        "opens_at": now - timedelta(days=7),
        "closes_at": now + timedelta(days=7),
        "blind": ["what"],
    } | more
    call = Call.objects.create(programme=programme, slug=slug, **told)
    for place, key in enumerate(["change", "need"]):
        Criterion.objects.create(call=call, key=key, place=place, names={"en": key})
    epoch = epoch_json(by, by, *others, kind="call", scope=call.pk)
    do(by, verb="call.epoch", call=str(call.pk), epoch=epoch)
    return call


def make_application(
    call: Call, *, words: str = "I defend a river", state: str = "", **more: Any
) -> Application:
    """What somebody sent, unsigned, sealed to the call and to themselves."""
    epoch = living(call.pk)
    identifier = more.pop("id", None) or uuid.uuid4()
    body = {"answers": {"what": words}}
    told = {"scope": call.pk, "epoch": epoch.pk, "item": identifier, "kind": "application"}
    mine = age.new_identity()
    row = actions.send(
        call=call,
        id=identifier,
        epoch=epoch,
        frame=sealed(epoch.recipient, None, body=body, **told),
        own=sealed(mine.recipient, None, body=body, **told),
        version=1,
        token_hash=hash_of(),
        lookup_hash=more.pop("lookup_hash", None) or hash_of(),
        **more,
    )
    if state:
        Application.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
    return row


def make_reviewer(office: Person, who: Person, call: Call, *, declared: bool = True) -> Reviewer:
    """Somebody of the panel, who has declared what they must not read unless told otherwise."""
    answer = do(
        office,
        verb="reviewer.add",
        id=str(uuid.uuid4()),
        call=str(call.pk),
        keyring=str(who.keyring.pk),
    )
    row = Reviewer.objects.get(pk=answer["reviewer"])
    if declared:
        declare(who, row)
        row.refresh_from_db()
    return row


def declare(who: Person, row: Reviewer, *, version: int = 1) -> dict[str, Any]:
    """What a reviewer declares, sealed to the call's key."""
    epoch = living(row.call_id)
    body = {"languages": ["en"], "themes": [], "most": 50}
    frame = sealed(
        epoch.recipient, who, scope=row.call_id, epoch=epoch.pk, item=row.pk, kind="profile",
        version=version, body=body,
    )  # fmt: skip
    return do(
        who,
        verb="reviewer.declare",
        reviewer=str(row.pk),
        epoch=str(epoch.pk),
        version=version,
        frame=b64(frame),
    )


def copy_for(office: Person, who: Person, application: Application, reading: Any) -> str:
    """A blind copy, sealed to one reviewer."""
    body = {"language": "en", "answers": [], "left_out": 0}
    told = {"scope": application.pk, "epoch": who.keyring.pk, "item": reading}
    return b64(sealed(who.keyring.recipient, office, kind="blind_copy", body=body, **told))


def assign(office: Person, who: Person, application: Application, row: Reviewer) -> Reading:
    """One file before one reviewer."""
    identifier = uuid.uuid4()
    do(
        office,
        verb="reading.assign",
        id=str(identifier),
        application=str(application.pk),
        reviewer=str(row.pk),
        copy=copy_for(office, who, application, identifier),
    )
    return Reading.objects.get(pk=identifier)


def judge(who: Person, reading: Reading, *, version: int = 1, done: bool = True) -> dict[str, Any]:
    """A review, sealed to the office and to the reviewer."""
    application = reading.application
    epoch = living(application.call_id)
    body = {"scores": {"change": 3, "need": 4}, "confidence": 2, "words": "a strong file"}
    told = {"scope": application.pk, "item": reading.pk, "version": version, "kind": "review"}
    return do(
        who,
        verb="reading.review",
        reading=str(reading.pk),
        version=version,
        epoch=str(epoch.pk),
        review=b64(sealed(epoch.recipient, who, epoch=epoch.pk, body=body, **told)),
        own=b64(sealed(who.keyring.recipient, who, epoch=who.keyring.pk, body=body, **told)),
        done=done,
    )


def say(by: Person, application: Application, *to: Person) -> uuid.UUID:
    """A post for the office and for these reviewers; its id."""
    epoch = living(application.call_id)
    said = uuid.uuid4()
    told = {"scope": application.pk, "item": said, "kind": "post", "body": {"words": "I think"}}
    copies = [
        {
            "id": str(uuid.uuid4()),
            "epoch": str(epoch.pk),
            "frame": b64(sealed(epoch.recipient, by, epoch=epoch.pk, **told)),
        }
    ]
    copies += [
        {
            "id": str(uuid.uuid4()),
            "to": str(one.keyring.pk),
            "frame": b64(sealed(one.keyring.recipient, by, epoch=one.keyring.pk, **told)),
        }
        for one in to
    ]
    do(by, verb="post", application=str(application.pk), post=str(said), copies=copies)
    return said


def office_item(by: Person, application: Application, **more: Any) -> dict[str, Any]:
    """What the office writes about an application."""
    return item_json(by, case=application.pk, epoch=living(application.call_id), **more)


def make_fellowship(by: Person, call: Call, *others: Person, **more: Any) -> Fellowship:
    """A fellow whom these people accompany, with one item."""
    identifier = uuid.uuid4()
    epoch = epoch_json(by, by, *others, kind="fellowship", scope=identifier)
    item = item_json(by, case=identifier, epoch=epoch, kind="summary", body={"name": "A"})
    do(
        by,
        verb="fellowship.open",
        fellowship=str(identifier),
        call=str(call.pk),
        epoch=epoch,
        items=[item],
        **more,
    )
    return Fellowship.objects.get(pk=identifier)


def office(handle: str = "officer") -> Person:
    """Somebody of the office."""
    return person(handle, OFFICE)


def reviewer(handle: str = "reviewer") -> Person:
    """Somebody of the panel."""
    return person(handle, REVIEWER)
