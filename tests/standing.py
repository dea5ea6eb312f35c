"""Somebody behind the door of a living installation, whose keys a journey has.

`python -m tests.standing open` makes them and prints their keys as JSON; with these keys on
standard input `read` prints what arrived, opened; `files` prints each file as base64; `answer
WORDS` answers what came last.
"""

import base64
import io
import json
import sys
from typing import Any


def main(arguments: list[str]) -> None:
    import django

    django.setup()
    if arguments[0] == "open":
        print(json.dumps(_opened()))
        return
    behind = _behind(json.load(sys.stdin))
    if arguments[0] == "read":
        print(json.dumps({"arrived": behind.arrived(), "said": behind.said()}))
    elif arguments[0] == "files":
        told = [one for payload in behind.arrived() for one in payload["body"]["files"]]
        print(json.dumps([_file(behind, one) for one in told]))
    elif arguments[0] == "answer":
        from amparo.protection.cases.models import Submission

        newest = Submission.objects.get(pk=arguments[1])
        behind.answer(newest, arguments[2])


def _opened() -> dict[str, str]:
    from django.utils import timezone

    from amparo.protection.cases.tests.senders import stand_behind

    behind = stand_behind()
    door = behind.door
    door.reads = {
        "en": "Two people of our protection team, who are bound to silence.",
        "ar": "شخصان من فريق الحماية، ملتزمان بالكتمان.",
    }
    door.languages, door.opened_at = ["en", "ar"], timezone.now()
    door.save()
    return {
        "key": behind.key.secret,
        "recipient": behind.key.recipient,
        "seed": behind.seed.hex(),
        "org": behind.org,
        "epoch": str(behind.epoch.pk),
        "short": " ".join(behind.org[at : at + 4] for at in range(0, 32, 4)),
    }


def _behind(keys: dict[str, str]) -> Any:
    from amparo.ground.sealing.age import Identity
    from amparo.ground.vault.models import KeyEpoch
    from amparo.protection.cases.models import Door
    from amparo.protection.cases.tests.senders import Behind

    epoch = KeyEpoch.objects.select_related("signed_by__account").get(pk=keys["epoch"])
    return Behind(
        account=epoch.signed_by.account,
        keyring=epoch.signed_by,
        seed=bytes.fromhex(keys["seed"]),
        org=keys["org"],
        door=Door.objects.get(pk=epoch.scope),
        epoch=epoch,
        key=Identity(keys["key"], keys["recipient"]),
    )


def _file(behind: Any, told: dict[str, Any]) -> dict[str, Any]:
    from django.core.files.storage import default_storage

    from amparo.ground.sealing import frames
    from amparo.ground.vault import keystore
    from amparo.ground.vault.models import Blob

    row = Blob.objects.get(pk=told["blob"])
    out = io.BytesIO()
    with default_storage.open(row.name, "rb") as stored:
        frames.unstored_stream(stored, out, keystore.secret(row.shred))
    content = frames.unseal(out.getvalue(), behind.key.secret)
    return told | {"content": base64.b64encode(content).decode()}


if __name__ == "__main__":
    main(sys.argv[1:])
