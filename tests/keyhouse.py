"""What a journey about keys asks of a living installation from outside a browser.

`python -m tests.keyhouse staff` makes the people; `ask WORDS` sends a request through the help
door; `told` prints who holds which key, as JSON; `partner` makes a partner with one person; `late`
lets the day of every referral pass, and `night` does what is done at night.
"""

import hashlib
import json
import sys
import uuid

PASSPHRASE = "five green lanterns in the rain"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STAFF = {
    "ines": ("Inés", "administrator", "keyholder", "caseworker"),
    "omar": ("Omar", "keyholder", "caseworker"),
    "zahra": ("Zahra", "keyholder"),
    "lin": ("Lin", "caseworker"),
    "sol": ("Sol", "caseworker"),
    "eva": ("Eva", "caseworker"),
}


def main(arguments: list[str]) -> None:
    import django

    django.setup()
    if arguments[0] == "staff":
        _staff()
    elif arguments[0] == "ask":
        _ask(arguments[1])
    elif arguments[0] == "partner":
        _partner()
    elif arguments[0] == "late":
        _late()
    elif arguments[0] == "night":
        from amparo.protection.cases.actions import forget_due

        forget_due()
    elif arguments[0] == "told":
        print(json.dumps(_told()))


def _staff() -> None:
    from amparo.ground.identity import actions
    from amparo.ground.identity.models import Role
    from amparo.ground.sealing.recovery import Secret
    from amparo.protection.cases.actions import have_doors

    for place, (handle, (label, *roles)) in enumerate(STAFF.items()):
        secret = Secret(bytes([place] * 16))
        account = actions.create_account(handle=handle, passphrase=PASSPHRASE, secret=secret)
        for role in roles:
            actions.grant(account, Role(role), label=label)
        actions.add_app(TOTP_SECRET, by=account)
    have_doors()


def _partner() -> None:
    from amparo.ground.identity import actions
    from amparo.ground.identity.models import Role
    from amparo.ground.sealing.recovery import Secret

    made = actions.add_organisation("Harbour House", country="", by=None)
    secret = Secret(bytes([90] * 16))
    account = actions.create_account(handle="nora", passphrase=PASSPHRASE, secret=secret)
    actions.grant(account, Role.PARTNER, label="Nora", organisation=made)
    actions.add_app(TOTP_SECRET, by=account)


def _late() -> None:
    from datetime import timedelta

    from amparo.protection.cases.models import Referral
    from amparo.protection.cases.queries.reach import today

    Referral.objects.update(expires_on=today() - timedelta(days=1))


def _ask(story: str) -> None:
    from amparo.ground.vault import actions as vault
    from amparo.protection.cases import actions

    door, item = actions.have_doors()["help"], uuid.uuid4()
    body = {
        "form": "help", "version": 1, "language": "en", "for": "me", "files": [], "inbox": "",
        "answers": {"happening": story},
    }  # fmt: skip
    epoch, frame = vault.seal_for_door(door.pk, kind="request", item=item, body=body)
    token = hashlib.sha256(item.bytes).hexdigest()
    actions.submit(door=door, epoch=epoch, frame=frame, lookup_hash=None, token_hash=token, id=item)


def _told() -> dict[str, object]:
    from amparo.ground.vault import queries
    from amparo.ground.vault.models import Grant, Keyring, PairSeal
    from amparo.protection.cases.actions import have_doors
    from amparo.protection.cases.models import Referral

    door = have_doors()["help"]
    living = queries.living_epoch(door.pk)
    grants = Grant.objects.filter(epoch__scope=door.pk).select_related("keyring__account", "epoch")
    held = sorted([row.epoch.number, row.keyring.account.handle] for row in grants)
    rows = Keyring.objects.select_related("account").order_by("made_on", "id")
    return {
        "keyrings": [[row.account.handle, row.state] for row in rows if row.account],
        "living": living.number if living else None,
        "held": held,
        "pairs": PairSeal.objects.filter(epoch__isnull=True).count(),
        "entries": queries.directory().number,
        "referred": [
            [row.state, row.frame is not None] for row in Referral.objects.order_by("sent_on")
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
