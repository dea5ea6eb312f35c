"""Epochs of a scope, and who is granted them. Everything signed is checked here, too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.ground.record.actions import note
from amparo.ground.sealing import age, canonical, frames
from amparo.ground.vault import queries
from amparo.ground.vault.models import (
    Grant,
    KeyEpoch,
    Keyring,
    OrganisationKey,
    PairSeal,
    Proposal,
    ShredKey,
)

from .reading import NoKeyholder, RefusedError, Sent, about_today, kept, sealed, signed

FRAME_MOST = 15104  # bytes: a grant or a pair's seal is of the first two sizes


@transaction.atomic
def new_epoch(
    *,
    scope_kind: str,
    scope: UUID,
    compartment: str,
    shred: ShredKey,
    by: Keyring,
    body: Mapping[str, Any],
) -> KeyEpoch:
    """The next epoch of a scope, as a browser sends it; the one before is retired.

    `body`: `{id, number, recipient, day, signature, grants: [{id, keyring, frame, until?}], pairs:
    [{first, second, frame}]}`. Who may make one for this scope is the caller's to ask. The same
    epoch again is the same as once. Raises RefusedError.
    """
    told = Sent(body)
    key = _organisation()
    _active(by)
    found = KeyEpoch.objects.filter(pk=told.id("id")).first()
    if found is not None:
        if (found.scope, found.compartment, found.signed_by_id) != (scope, compartment, by.pk):
            raise _epoch_refused()
        return found
    epoch = KeyEpoch(
        id=told.id("id"),
        scope_kind=KeyEpoch.Scope(scope_kind),
        scope=scope,
        compartment=KeyEpoch.Compartment(compartment),
        number=told.number("number"),
        recipient=told.text("recipient", 80),
        made_on=told.day("day"),
        signed_by=by,
        signature=told.text("signature", 128),
        shred=shred,
    )
    if not age.is_recipient(epoch.recipient) or not about_today(epoch.made_on):
        raise _epoch_refused()
    if not signed(by.signing_key, epoch_text(key.fingerprint, epoch), epoch.signature):
        raise RefusedError("signature", _("This was not signed by your key. Unlock your keys."))
    partner = by.account_id is not None and by.account_id in queries.partners([by.account_id])
    if partner and scope_kind != KeyEpoch.Scope.ORGANISATION:
        raise _epoch_refused()
    _follow(epoch)
    for one in told.all("grants"):
        _grant(epoch, one, by=by)
    if not Grant.objects.filter(epoch=epoch).exists():
        raise RefusedError("members", _("Somebody must be able to read what will be sealed."))
    _seal_to_pairs(epoch, told.all("pairs"), by=by)
    _noted(by, "vault.epoch_made", epoch)
    return epoch


def epoch_text(organisation: str, epoch: KeyEpoch) -> bytes:
    """What the signature of an epoch is over; `organisation` is the fingerprint of its key."""
    return canonical.dumps(
        {
            "v": canonical.VERSION,
            "suite": epoch.suite,
            "org": organisation,
            "epoch": str(epoch.id),
            "scope_kind": str(epoch.scope_kind),
            "scope": str(epoch.scope),
            "compartment": str(epoch.compartment),
            "number": epoch.number,
            "recipient": epoch.recipient,
            "day": epoch.made_on.isoformat(),
        }
    )


def grant(*, epoch: KeyEpoch, by: Keyring, body: Mapping[str, Any]) -> Grant:
    """An epoch's identity for one more person: `{id, keyring, frame, until?}`.

    `by` must hold the epoch, or complete an emergency that is open for them; nobody gives it for
    longer than they have it. Whoever has it already keeps it: the same again is the same as once.
    Whether this person may be a member is the caller's to ask. Raises RefusedError.
    """
    _active(by)
    theirs = queries.granted(by).filter(epoch=epoch).first()
    emergency = Proposal.objects.filter(kind=Proposal.Kind.EMERGENCY, epoch=epoch, to=by).exists()
    if theirs is None and not emergency:
        raise RefusedError("members", _("You hold no key to this, so you cannot hand it on."))
    if epoch.retired_on is None or theirs is not None:
        return _grant(epoch, Sent(body), by=by, most=theirs)
    raise _epoch_refused()


def _grant(epoch: KeyEpoch, told: Sent, *, by: Keyring, most: Grant | None = None) -> Grant:
    to = Keyring.objects.filter(pk=told.id("keyring"), state=Keyring.State.ACTIVE).first()
    if to is None or (
        epoch.scope_kind != KeyEpoch.Scope.ORGANISATION and queries.partners([to.account_id])
    ):
        raise RefusedError("members", _("Somebody among them has no keys that we vouch for."))
    until = told.maybe_day("until")
    if most is not None and most.until is not None and (until is None or until > most.until):
        until = most.until
    found = Grant.objects.filter(epoch=epoch, keyring=to).first()
    if found is not None:
        if found.until is None or (until is not None and until <= found.until):
            return found
        found.delete()  # what was lent becomes longer, or for good
    row = Grant(
        id=told.id("id"),
        epoch=epoch,
        keyring=to,
        content=kept(told.raw("frame", FRAME_MOST), epoch.shred),
        granted_by=by,
        granted_on=queries.today(),
        until=until,
    )
    _insert(row)
    return row


def _follow(epoch: KeyEpoch) -> None:
    """Put an epoch after the last of its scope; raises RefusedError where another came first."""
    rows = KeyEpoch.objects.select_for_update().filter(
        scope=epoch.scope, compartment=epoch.compartment
    )
    before = rows.order_by("-number").first()
    if before is not None and before.scope_kind != epoch.scope_kind:
        raise _epoch_refused()
    if epoch.number != (before.number if before else 0) + 1:
        raise RefusedError(
            "stale", _("Somebody else changed these keys at the same time. Load the page again.")
        )
    rows.filter(retired_on__isnull=True).update(retired_on=queries.today())
    _insert(epoch)


@transaction.atomic
def seal_anew(*, epoch: KeyEpoch, by: Keyring, pairs: list[Sent]) -> None:
    """What two keyholders open in an emergency, sealed to those of now by who holds the epoch.

    Each two of them need theirs. Where all have theirs nothing is changed. Raises RefusedError.
    """
    _active(by)
    if not queries.granted(by).filter(epoch=epoch).exists():
        raise RefusedError("members", _("You hold no key to this, so you cannot hand it on."))
    if epoch not in queries.to_seal_anew(by):
        return
    PairSeal.objects.filter(epoch=epoch).delete()
    _seal_to_pairs(epoch, pairs, by=by)
    if epoch in queries.to_seal_anew(by):
        raise RefusedError("pair", _("Each pair of keyholders needs its own seal."))
    _noted(by, "vault.epoch_sealed_anew", epoch)


def _seal_to_pairs(epoch: KeyEpoch, pairs: list[Sent], *, by: Keyring) -> None:
    """Keep what pairs of keyholders open; pairs with somebody who has left are left out."""
    keyholders = set(queries.directory().keyholders)
    active = set(
        Keyring.objects.filter(pk__in=keyholders, state=Keyring.State.ACTIVE).values_list(
            "pk", flat=True
        )
    )
    for one in pairs:
        first, second = one.id("first"), one.maybe_id("second")
        if {first, second or first} - keyholders:
            raise RefusedError("pair", _("Somebody among them is not a keyholder."))
        if {first, second or first} <= active:
            frame = sealed(one.raw("frame", FRAME_MOST))
            _insert(
                PairSeal(epoch=epoch, first_id=first, second_id=second, content=frame, made_by=by)
            )


def seal_for_door(
    door: UUID, *, kind: str, item: UUID, body: dict[str, Any], version: int = 1
) -> tuple[KeyEpoch, bytes]:
    """Seal a sender's words to a door or a call, here in memory: for browsers without JavaScript.

    The epoch, and the frame as a browser would have made it. Raises NoKeyholder.
    """
    key, epoch = queries.organisation(), queries.usable_epoch(door)
    if key is None or epoch is None:
        raise NoKeyholder
    words = canonical.payload(
        org=key.fingerprint,
        scope=door,
        item=item,
        version=version,
        epoch=epoch.id,
        kind=kind,
        body=body,
    )
    return epoch, frames.seal(words, epoch.recipient)


def _organisation() -> OrganisationKey:
    key = queries.organisation()
    if key is None:
        raise RefusedError("org", _("There is no directory of keys yet."))
    return key


def _active(keyring: Keyring) -> None:
    if not Keyring.objects.filter(pk=keyring.pk, state=Keyring.State.ACTIVE).exists():
        raise RefusedError("keyring", _("Nobody vouches for your keys, or no longer."))


def _insert(row: KeyEpoch | Grant | PairSeal) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RefusedError(
            "stale", _("Somebody else changed these keys at the same time. Load the page again.")
        ) from None


def _epoch_refused() -> RefusedError:
    return RefusedError("epoch", _("These keys are not made as they must be. Load the page again."))


def _noted(by: Keyring, verb: str, epoch: KeyEpoch) -> None:
    actor = by.account.actor if by.account else None
    note(by=actor, verb=verb, kind="vault.epoch", object_id=str(epoch.id))
