"""What the page of keys shows: my keyring, colleagues' keys, and what waits for two people."""

import base64
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.ground.identity import queries as identity
from amparo.ground.identity.models import Account, Organisation
from amparo.ground.identity.permissions import has
from amparo.ground.sealing import canonical
from amparo.ground.vault.models import Departure, Grant, Keyring, PairSeal, Proposal, UnlockBlob
from amparo.ground.vault.permissions import WORK_WITH_KEYS, Permission

from .directory import Directory, directory
from .emergencies import to_seal_anew
from .keys import keyring_of, members, organisation, owed, own, partners, reads, to_renew, today
from .telling import Told, epoch_told, organisation_told, vault_for

DRILL_DAYS = 365
KEYHOLDERS_LEFT = 2  # who use the organisation's key together


def state(by: Account) -> Told:
    """The answer of the keys' API to who has a role: all that this person may know of keys."""
    key, mine, house = organisation(), own(by), directory()
    active = mine is not None and mine.state == Keyring.State.ACTIVE
    at_partner = bool(partners([by.pk]))
    sees = active and not at_partner
    keeps = sees and Permission.REVOKE.value.allows(by)
    short = canonical.short(key.fingerprint) if key else ""
    return {
        "me": _mine(mine) if mine else None,
        "org": {**organisation_told(key), "short": short, "made_on": key.made_on.isoformat()}
        if key
        else None,
        "may": {
            "make": Permission.KEYS.value.allows(by) and mine is None,
            "found": Permission.FOUND.value.allows(by)
            and key is None
            and mine is not None
            and mine.state == Keyring.State.WAITING,
            "vouch": _vouches(by, mine, house),
            "revoke": keeps,
        },
        "keyholders": [str(one) for one in house.keyholders],
        "alone": len(house.keyholders) == 1,
        "people": _people(by, mine, house) if mine and key else [],
        "call": _to_call(house) if mine and key and not (active or at_partner) else [],
        "proposals": _proposals(mine) if mine and sees else [],
        "pairs": _pairs(mine) if mine and sees else [],
        "departures": _departures(house) if keeps else [],
        "renew": renewals(mine) if mine and sees else [],
        "seal_anew": [str(row.id) for row in to_seal_anew(mine)] if mine and sees else [],
        "renew_others": _for_others(mine) if mine and keeps else {"held": 0, "unheld": 0},
        "vault": vault_for(by) if active else None,
        "organisation": _of_partner(by),
    }


def unlock_blobs(by: Account) -> list[Told]:
    """The ways to open one's own keyring, each an age file; nobody else's."""
    mine = own(by)
    rows = UnlockBlob.objects.filter(keyring=mine) if mine else UnlockBlob.objects.none()
    return [
        {**_way(row), "content": base64.b64encode(bytes(row.content)).decode("ascii")}
        for row in rows
    ]


def _way(row: UnlockBlob) -> Told:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "label": row.label,
        "hint": row.hint,
        "made_on": row.made_on.isoformat(),
    }


def _mine(row: Keyring) -> Told:
    due = row.drilled_on is None or row.drilled_on + timedelta(days=DRILL_DAYS) < today()
    return {
        **_public(row),
        "paper_confirmed": row.paper_confirmed,
        "made_on": row.made_on.isoformat(),
        "drilled_on": row.drilled_on.isoformat() if row.drilled_on else None,
        "drill_due": due and row.paper_confirmed,
        "blobs": [_way(blob) for blob in row.blobs.defer("content")],
    }


def _public(row: Keyring) -> Told:
    told = canonical.keyring_fingerprint(row.recipient, row.signing_key)
    return {
        "id": str(row.id),
        "state": row.state,
        "recipient": row.recipient,
        "signing_key": row.signing_key,
        "fingerprint": told,
        "short": canonical.short(told),
        "outside_office": row.outside_office,
    }


def _vouches(by: Account, mine: Keyring | None, house: Directory) -> bool:
    return (
        mine is not None
        and mine.state == Keyring.State.ACTIVE
        and mine.pk in house.keyholders
        and Permission.VOUCH.value.allows(by)
    )


def _people(by: Account, mine: Keyring, house: Directory) -> list[Told]:
    """Keys of people: complete ones and those that the directory knows.

    Before somebody's own keys are vouched for they see their own alone, and a partner's person
    sees their organisation's.
    """
    rows = Keyring.objects.exclude(state=Keyring.State.MAKING).select_related("account")
    everybody = list(rows.filter(Q(account__isnull=False) | Q(pk__in=house.people)))
    of = partners([row.account_id for row in everybody])
    here = of.get(by.pk)
    if mine.state != Keyring.State.ACTIVE:
        everybody = [row for row in everybody if row.pk == mine.pk]
    elif here is not None:
        everybody = [row for row in everybody if of.get(row.account_id or 0) == here]
    labels = identity.labels({row.account.actor for row in everybody if row.account})
    names = dict(Organisation.objects.filter(pk__in=of.values()).values_list("pk", "name"))
    found = []
    for row in everybody:
        known, where = house.people.get(row.pk), of.get(row.account_id or 0)
        if row.state == Keyring.State.ENDED and known is None:
            continue
        found.append(
            {
                **_public(row),
                "label": labels.get(row.account.actor, "") if row.account else "",
                "role": known.role if known else "",
                "wants": "partner" if where else "member",
                "keyholder": row.pk in house.keyholders,
                "organisation": names.get(where, "") if where else "",
                "mine": row.pk == mine.pk,
                "since": known.since if known else "",
                "ended": known.ended if known else "",
            }
        )
    return sorted(found, key=lambda one: str(one["label"]).casefold())


def _to_call(house: Directory) -> list[str]:
    """The keyholders as colleagues call them: one of them compares fingerprints by telephone."""
    rows = Keyring.objects.filter(pk__in=house.keyholders, state=Keyring.State.ACTIVE)
    accounts = [row.account for row in rows.select_related("account") if row.account]
    labels = identity.labels({account.actor for account in accounts})
    return sorted(filter(None, labels.values()), key=str.casefold)


def _proposals(mine: Keyring) -> list[Told]:
    rows = Proposal.objects.filter(Q(by=mine) | Q(to=mine), kind=Proposal.Kind.ENTRY)
    return [
        {
            "id": str(row.id),
            "kind": row.kind,
            "body": row.body,
            "by": str(row.by_id),
            "to": str(row.to_id),
            "half": base64.b64encode(bytes(row.half)).decode() if row.to_id == mine.pk else "",
            "made_on": row.made_on.isoformat(),
            "mine": row.by_id == mine.pk,
        }
        for row in rows
    ]


def _pairs(mine: Keyring) -> list[Told]:
    return [
        {
            "first": str(row.first_id),
            "second": str(row.second_id) if row.second_id else None,
            "frame": base64.b64encode(bytes(row.content)).decode("ascii"),
        }
        for row in PairSeal.objects.filter(epoch__isnull=True, first=mine)
    ]


def _departures(house: Directory) -> list[Told]:
    return [
        {
            "keyring": str(row.keyring_id),
            "left_on": row.left_on.isoformat(),
            "in_directory": not house.vouches(row.keyring_id),
            "report": row.report,
        }
        for row in Departure.objects.order_by("-left_on", "keyring")
    ]


def renewals(mine: Keyring) -> list[Told]:
    """Epochs that need a new one and that this person opens, with who opens each today."""
    return [
        {**_epoch(row), "mine": True, "members": [str(one) for one in members]}
        for row, members in owed(mine)
    ]


def _for_others(mine: Keyring) -> dict[str, int]:
    """How many need a new one that this person cannot make: held by others, or by nobody.

    Which they are is told to nobody who does not hold them.
    """
    mine_too = reads(mine)
    rows = [row.id for row in to_renew() if row.id not in mine_too]
    held = sum(1 for row in members(rows))
    return {"held": held, "unheld": len(rows) - held}


def _of_partner(by: Account) -> Told | None:
    where = partners([by.pk]).get(by.pk)
    row = Organisation.objects.filter(pk=where).first() if where else None
    return {"id": str(row.id), "name": row.name} if row else None


def _epoch(row: Any) -> Told:
    told = epoch_told(row)
    names = ("scope_kind", "scope", "compartment", "number")
    return {"epoch": told["id"], **{name: told[name] for name in names}}


def waiting(by: Account) -> list[identity.Waiting]:
    """What waits for this person in the vault."""
    if not Permission.KEYS.value.allows(by):
        return []
    page, mine = reverse("vault:keys"), own(by)
    found: list[identity.Waiting] = []
    if mine is None or mine.state == Keyring.State.MAKING:
        if not has(by, *WORK_WITH_KEYS):
            return found
        found.append(
            identity.Waiting(_("Make your keys: without them nothing sealed opens."), page, 1)
        )
        return found
    renew = len(owed(mine))
    if renew:
        words = _("Somebody who left could read these: they need new keys.")
        found.append(identity.Waiting(words, page, renew))
    if keyring_of(by) and Permission.REVOKE.value.allows(by):
        others = sum(_for_others(mine).values())
        if others:
            words = _("Keys that somebody who left could read wait for colleagues who hold them.")
            found.append(identity.Waiting(words, page, others))
    if not (keyring_of(by) and Permission.VOUCH.value.allows(by)):
        return found
    house = directory()
    if mine.pk in house.keyholders:
        to_me = Proposal.objects.filter(to=mine, kind=Proposal.Kind.ENTRY).count()
        vouch = Keyring.objects.filter(state=Keyring.State.WAITING).count()
        gone = sum(
            house.vouches(one) for one in Departure.objects.values_list("keyring", flat=True)
        )
        for count, words in (
            (to_me, _("Another keyholder began something that you complete.")),
            (vouch, _("Colleagues wait until somebody vouches for their keys.")),
            (gone, _("Keys were taken away, and the directory does not say so yet.")),
        ):
            if count:
                found.append(identity.Waiting(words, page, count))
    if mine.outside_office or mine.pk in house.keyholders:
        told = _mine(mine)
        if told["drill_due"]:
            found.append(identity.Waiting(_("Try your paper key: once a year."), page, 1))
    return found


def needed(by: Account) -> list[str]:
    """Why this account cannot be deleted yet: the organisation's key would go with it."""
    mine, holders = keyring_of(by), directory().keyholders
    if mine is None or mine.pk not in holders:
        return []
    rows = Keyring.objects.filter(pk__in=holders, state=Keyring.State.ACTIVE)
    if rows.exclude(pk=mine.pk).count() >= KEYHOLDERS_LEFT:
        return []
    return [
        _(
            "You hold the organisation's key, and without you nobody could use it: nobody new could"
            " be let in, and no case opened in an emergency. First, on the page of your keys, name"
            " keyholders without you. If everything that is sealed here is to be destroyed instead,"
            " whoever runs the server does that on purpose, with amparo keystore --destroy-all."
        )
    ]


def about(by: Account) -> dict[str, Any]:
    """All that this room holds about an account, as JSON; what is sealed is told of, not told."""
    return {
        "keys": [
            {
                "state": row.state,
                "made": row.made_on.isoformat(),
                "tried": row.drilled_on.isoformat() if row.drilled_on else None,
                "recipient": row.recipient,
                "signing key": row.signing_key,
                "ways to open them": [
                    {"kind": blob.kind, "name": blob.label, "made": blob.made_on.isoformat()}
                    for blob in row.blobs.defer("content")
                ],
                "epochs granted": Grant.objects.filter(keyring=row).count(),
            }
            for row in Keyring.objects.filter(account=by)
        ]
    }
