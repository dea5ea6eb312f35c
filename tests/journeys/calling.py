"""An office with a call on a living installation, whose keys a journey has.

`python -m tests.journeys.calling open` makes them and prints their keys as JSON; with these keys on
standard input `read` prints every application that was sent, opened; `renew` gives the call
another key and prints all keys; `close` lets the deadline pass; `reopen` takes that back.
"""

import json
import sys
from datetime import timedelta
from typing import Any

SPEC: dict[str, Any] = {
    "name": {"en": "Applying"},
    "readers": ["fellowships"],
    "questions": [
        {
            "key": "name", "kind": "text", "required": True,
            "label": {"en": "What should we call you?", "ar": "بماذا نناديك؟"},
        },
        {
            "key": "work", "kind": "long", "limit": 12, "required": True,
            "label": {"en": "What do you do?", "ar": "ماذا تفعل؟"},
        },
        {"key": "country", "kind": "country", "label": {"en": "Where?", "ar": "أين؟"}},
        {
            "key": "channel", "kind": "channel",
            "label": {"en": "How do we reach you?", "ar": "كيف نصل إليك؟"},
        },
        {
            "key": "reach", "kind": "text", "shown_if": {"key": "channel", "is_not": ["here"]},
            "label": {"en": "Where is that?", "ar": "أين ذلك؟"},
        },
        {
            "key": "files", "kind": "files", "limit": 2,
            "label": {"en": "Any files?", "ar": "ملفات؟"},
        },
        {
            "key": "agree", "kind": "consent", "required": True,
            "label": {"en": "May we read it?", "ar": "هل نقرأه؟"},
        },
    ],
}  # fmt: skip


def main(arguments: list[str]) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from amparo.capacity.fellowships.models import Call
    from amparo.ground.interface.actions import public_changed

    verb = arguments[0]
    if verb == "open":
        print(json.dumps(_opened()))
        return
    keys = json.load(sys.stdin)
    if verb == "read":
        print(json.dumps(list(_sent(keys))))
    elif verb == "renew":
        print(json.dumps(keys | _renewed(keys)))
    else:
        at = timezone.now() + timedelta(days=7 if verb == "reopen" else -1)
        Call.objects.update(closes_at=at)
        public_changed()


def _opened() -> dict[str, str]:
    from amparo.capacity.fellowships.tests.factories import make_call, office
    from amparo.ground.interface.actions import public_changed
    from amparo.ground.questions.actions import put_form

    put_form("apply-small", SPEC)
    chair = office("chair")
    asks = {
        "names": {"en": "Advocacy at the United Nations", "ar": "المناصرة في الأمم المتحدة"},
        "reads": {"en": "Two people of our office.", "ar": "شخصان من مكتبنا."},
        "languages": ["en", "ar"],
        "time_zone": "Asia/Kathmandu",
    }
    make_call(chair, form="apply-small", blind=["work"], **asks)
    make_call(chair, slug="whole", **asks)
    public_changed()
    return {"seed": chair.seed.hex(), "chair": str(chair.account.pk)} | chair.opened


def _renewed(keys: dict[str, str]) -> dict[str, str]:
    from amparo.capacity.fellowships.models import Call
    from amparo.capacity.fellowships.tests.factories import do
    from amparo.ground.identity.models import Account
    from amparo.ground.sealing import age
    from amparo.ground.vault import queries as vault
    from amparo.ground.vault.tests import people

    account = Account.objects.get(pk=keys["chair"])
    keyring = vault.keyring_of(account)
    assert keyring is not None
    chair = people.Person(account, keyring, age.new_identity(), bytes.fromhex(keys["seed"]))
    call = Call.objects.get(slug="advocacy-2026")
    number = vault.epochs(call.pk).count() + 1
    epoch = people.epoch_json(chair, chair, kind="call", scope=call.pk, number=number)
    do(chair, verb="call.epoch", call=str(call.pk), epoch=epoch)
    return chair.opened


def _sent(keys: dict[str, str]) -> Any:
    from amparo.capacity.fellowships.models import Application
    from amparo.ground.sealing import canonical, frames
    from amparo.ground.vault import queries as vault

    for row in Application.objects.exclude(frame=None).select_related("shred"):
        frame = vault.give(bytes(row.frame or b""), row.shred)
        payload = canonical.read_payload(frames.unseal(frame, keys[str(row.epoch_id)]))
        yield {"id": str(row.pk), "version": payload.version, "came": row.came} | payload.body


if __name__ == "__main__":
    main(sys.argv[1:])
