"""Staff of a living installation whose keys a test has, and words of theirs that are sealed.

`python -m tests.planted open` puts two people behind the door and prints nothing; `work MARK` does
what a desk does with words that hold MARK, and prints as JSON every secret that only browsers have.
`mail` sends every notice that waits, and today's note.
"""

import io
import json
import sys
import uuid
from datetime import timedelta
from typing import Any


def main(arguments: list[str]) -> None:
    import django

    django.setup()
    if arguments[0] == "open":
        from amparo.ground.vocabulary import actions as vocabulary
        from amparo.protection.cases.actions import standard

        vocabulary.load()
        standard.have_forms()
        _open()
    elif arguments[0] == "mail":
        _mail()
    else:
        print(json.dumps(_work(arguments[1])))


def _open() -> None:
    from amparo.ground.identity.models import Role
    from amparo.protection.cases.tests import factories as made

    alice = made.person("planted-alice", Role.CASEWORKER)
    bob = made.person("planted-bob", Role.CASEWORKER)
    made.make_door(alice, alice, bob)


def _mail() -> None:
    from django.utils import timezone

    from amparo.protection.cases import notices
    from amparo.protection.cases.models import PendingNotice

    notices.gather()
    PendingNotice.objects.update(due=timezone.now())
    notices.digest()
    notices.send_due()


def _work(mark: str) -> dict[str, str]:
    from amparo.ground.identity.models import Organisation, Role
    from amparo.ground.vault import actions as vault
    from amparo.protection.cases import actions, notices
    from amparo.protection.cases.models import Item
    from amparo.protection.cases.tests import factories as made

    made.forget_organisation()
    alice = made.person("planted-carol", Role.CASEWORKER)
    bob = made.person("planted-dave", Role.CASEWORKER)
    ines = made.person("planted-ines", Role.INTERPRETER)
    organisation = Organisation.objects.create(name="Planted North")
    paula = made.person("planted-paula", organisation=organisation)
    told = made.epoch_json(paula, paula, kind="organisation", scope=organisation.pk)
    made.do(paula, verb="organisation.epoch", organisation=str(organisation.pk), epoch=told)
    words = {"words": mark}
    case = made.make_case(alice, bob)
    epoch = made.living(case.pk)
    item = made.item_json(alice, case=case.pk, epoch=epoch, kind="risk", body=words)
    blob = vault.seal_upload(io.BytesIO(mark.encode() * 2000), epoch)
    first = Item.objects.filter(case=case).first()
    assert first is not None
    made.do(alice, verb="case.items", case=str(case.pk), items=[item], blobs=[str(blob.id)])
    soon = (made.today() + timedelta(days=2)).isoformat()

    def sealed(recipient: str, **more: Any) -> str:
        where = {"scope": case.pk, "epoch": epoch.pk, "item": uuid.uuid4(), "kind": "note"}
        return made.b64(made.sealed(recipient, alice, **where | more, body=words))

    act = {"case": str(case.pk), "id": str(uuid.uuid4())}
    made.do(alice, verb="lend", **act, keyring=str(ines.keyring.pk), until=soon,
            frame=sealed(ines.keyring.recipient))  # fmt: skip
    theirs = made.living(organisation.pk)
    act["id"] = str(uuid.uuid4())
    made.do(alice, verb="referral.send", **act, organisation=str(organisation.pk),
            epoch=str(theirs.pk), consent_item=str(first.item), expires_on=soon,
            frame=sealed(theirs.recipient))  # fmt: skip
    actions.add_address(
        address=f"json://127.0.0.1:9/{mark}", urgent_only=False, language="en", by=alice.account
    )
    renewed = made.epoch_json(alice, alice, scope=case.pk, number=2)
    made.do(alice, verb="case.epoch", case=str(case.pk), epoch=renewed)
    notices.digest()
    made.do(alice, verb="case.state", case=str(case.pk), state="active")
    return {
        "epoch identity": alice.opened[str(epoch.pk)],
        "new epoch identity": alice.opened[renewed["id"]],
        "own identity": alice.identity.secret,
        "own seed": made.b64(alice.seed),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
