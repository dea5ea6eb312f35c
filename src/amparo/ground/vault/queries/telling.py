"""What browsers are told of keys: JSON, every secret in it sealed."""

import base64
from typing import Any
from uuid import UUID

from django.db.models import Q

from amparo.ground.identity import queries as identity
from amparo.ground.identity.models import Account
from amparo.ground.vault import keystore
from amparo.ground.vault.models import (
    DirectoryEntry,
    Grant,
    KeyEpoch,
    Keyring,
    OrganisationKey,
    Proposal,
)

from .directory import directory
from .keys import granted, keyring_of, living_epoch, organisation, partners
from .sealed import give

Told = dict[str, Any]

OPEN_TO_SENDERS = (KeyEpoch.Scope.DOOR, KeyEpoch.Scope.CALL)  # whoever is asked seals to these
MEMBERS_ALONE = (
    KeyEpoch.Scope.CASE,
    KeyEpoch.Scope.FELLOWSHIP,
)  # not even that it is there


def epoch_told(epoch: KeyEpoch) -> Told:
    """An epoch with all that its signature covers."""
    return {
        "id": str(epoch.id),
        "scope_kind": epoch.scope_kind,
        "scope": str(epoch.scope),
        "compartment": epoch.compartment,
        "number": epoch.number,
        "suite": epoch.suite,
        "recipient": epoch.recipient,
        "made_on": epoch.made_on.isoformat(),
        "retired_on": epoch.retired_on.isoformat() if epoch.retired_on else None,
        "signed_by": str(epoch.signed_by_id),
        "signature": epoch.signature,
    }


def organisation_told(key: OrganisationKey) -> Told:
    """The organisation's public key and its fingerprint."""
    return {"public": key.public, "fingerprint": key.fingerprint}


def entries_told(rows: Any) -> list[Told]:
    """Entries of the directory as their signatures cover them."""
    columns = ("number", "body", "signature")
    return [dict(zip(columns, row, strict=True)) for row in rows.values_list(*columns)]


def vault_for(by: Account) -> Told:
    """The vault's part of an overview, for `session.load`.

    `epochs` are those that this person holds a grant on, those of an emergency that waits for
    them, and the living ones of doors and of organisations (of their own, for a partner's person).
    A constant number of queries. Without an organisation or an active keyring everything is empty.
    """
    key, mine = organisation(), keyring_of(by)
    if key is None or mine is None:
        return {
            "org": organisation_told(key) if key else None,
            "me": None,
            **{name: [] for name in ("directory", "keyrings", "epochs", "grants")},
        }
    grants = list(granted(mine).select_related("epoch__shred"))
    where = partners([by.pk]).get(by.pk)
    return {
        "org": organisation_told(key),
        "me": str(mine.id),
        "directory": entries_told(DirectoryEntry.objects.all()),
        "keyrings": _keyrings(where),
        "epochs": [epoch_told(epoch) for epoch in _epochs(mine, grants, where)],
        "grants": [told for row in grants if (told := _grant(row)) is not None],
    }


def _keyrings(where: UUID | None) -> list[Told]:
    rows = list(Keyring.objects.exclude(state=Keyring.State.MAKING).select_related("account"))
    of = partners([row.account_id for row in rows]) if where else {}
    labels = identity.labels({row.account.actor for row in rows if row.account})
    return [
        {
            "id": str(row.id),
            # Who is at another organisation learns no names of ours.
            "label": labels.get(row.account.actor, "")
            if row.account and (where is None or of.get(row.account_id or 0) == where)
            else "",
            "state": row.state,
            "recipient": row.recipient,
            "signing_key": row.signing_key,
        }
        for row in rows
    ]


def _epochs(mine: Keyring, grants: list[Grant], where: UUID | None) -> list[KeyEpoch]:
    emergencies = Proposal.objects.filter(Q(by=mine) | Q(to=mine), epoch__isnull=False)
    open_to_all = Q(scope_kind=KeyEpoch.Scope.ORGANISATION)
    open_to_all = open_to_all & Q(scope=where) if where else ~Q(scope_kind__in=MEMBERS_ALONE)
    return list(
        KeyEpoch.objects.filter(
            Q(pk__in=[row.epoch_id for row in grants])
            | Q(pk__in=emergencies.values("epoch"))
            | (Q(retired_on__isnull=True) & open_to_all)
        )
    )


def _grant(row: Grant) -> Told | None:
    try:
        frame = give(row.content, row.epoch.shred)
    except (keystore.Shredded, keystore.KeystoreLost):
        return None  # one scope that is gone must not keep a person from all others
    return {
        "epoch": str(row.epoch_id),
        "granted_by": str(row.granted_by_id),
        "frame": base64.b64encode(frame).decode("ascii"),
        "until": row.until.isoformat() if row.until else None,
    }


def door_public(door: UUID) -> Told | None:
    """What a sender's browser verifies and seals to; None where nobody could be trusted to read.

    The signer must be vouched for still: a browser refuses anything else.
    """
    key, epoch = organisation(), usable_epoch(door)
    if key is None or epoch is None:
        return None
    return {
        "org": organisation_told(key),
        "entries": entries_told(DirectoryEntry.objects.filter(keyring=epoch.signed_by_id)),
        "epoch": epoch_told(epoch),
    }


def usable_epoch(door: UUID) -> KeyEpoch | None:
    """A door's living epoch, signed by somebody vouched for and held by somebody; else None."""
    epoch = living_epoch(door)
    if epoch is None or epoch.scope_kind not in OPEN_TO_SENDERS:
        return None
    held = Grant.objects.filter(epoch=epoch, keyring__state=Keyring.State.ACTIVE).exists()
    return epoch if held and directory().vouches(epoch.signed_by_id) else None
