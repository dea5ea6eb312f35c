"""One person's keyring: made, given ways to open it, complete."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.record.actions import note
from amparo.ground.sealing import age
from amparo.ground.vault import queries
from amparo.ground.vault.models import Keyring, UnlockBlob
from amparo.ground.vault.permissions import Permission

from .reading import RefusedError, Sent, UnreadableError

WAYS_LEAST = 2  # paper among them
WAYS_MOST = 12
BLOB_MOST = 8192  # bytes: an age file of three hundred, and a passkey's stanza
STANZAS = {
    UnlockBlob.Kind.PHRASE: {"scrypt"},
    UnlockBlob.Kind.PAPER: {"X25519"},
    UnlockBlob.Kind.PASSKEY: {"age-encryption.org/fido2prf"},
}


@transaction.atomic
def make_keyring(told: Sent, *, by: Account) -> Keyring:
    """`{id, recipient, signing_key, outside_office?}`: somebody's own, made in their browser.

    One that was never completed gives way. Raises RefusedError.
    """
    if not Permission.KEYS.value.allows(by):
        raise RefusedError("keyring", _("Keys are for people on staff."))
    identifier, recipient = told.id("id"), told.text("recipient", 80)
    told.key("signing_key")
    signing_key = told.text("signing_key", 64)
    found = queries.own(by)
    if found is not None and found.pk == identifier:
        if (found.recipient, found.signing_key) != (recipient, signing_key):
            raise UnreadableError("id")
        return found
    if found is not None and found.state != Keyring.State.MAKING:
        raise RefusedError("keyring", _("You have keys already."))
    if not age.is_recipient(recipient):
        raise UnreadableError("recipient")
    if found is not None:
        found.delete()
    made = Keyring(
        id=identifier,
        account=by,
        recipient=recipient,
        signing_key=signing_key,
        outside_office=told.yes("outside_office"),
        made_on=queries.today(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise RefusedError("keyring", _("Somebody has these keys already.")) from None
    noted("vault.keyring_made", made.pk, by=by)
    return made


@transaction.atomic
def abandon(*, by: Account) -> None:
    """Keys that nobody has vouched for yet are gone. Raises RefusedError."""
    mine = _own(by)
    if mine.state not in (Keyring.State.MAKING, Keyring.State.WAITING):
        raise RefusedError("state", _("These keys are in use. A keyholder can end them."))
    noted("vault.keyring_abandoned", mine.pk, by=by)
    mine.delete()


@transaction.atomic
def add_blob(told: Sent, *, by: Account) -> Keyring:
    """`{id, kind, label?, hint?, content}`: one more way to open one's own keyring.

    A second phrase or paper takes the place of the first. Raises RefusedError.
    """
    mine = _own(by)
    kind = told.text("kind", 10)
    if kind not in UnlockBlob.Kind.values:
        raise UnreadableError("kind")
    content = told.raw("content", BLOB_MOST)
    if not _fits(content, UnlockBlob.Kind(kind)):
        raise RefusedError("blob", _("This was not sealed as it must be. Load the page again."))
    if UnlockBlob.objects.filter(pk=told.id("id"), keyring=mine).exists():
        return mine
    if kind != UnlockBlob.Kind.PASSKEY:
        mine.blobs.filter(kind=kind).delete()
    elif mine.blobs.count() >= WAYS_MOST:
        raise RefusedError("blob", _("These are many ways already. Take one away first."))
    blob = UnlockBlob(
        id=told.id("id"),
        keyring=mine,
        kind=kind,
        label=told.text("label", 80, optional=True),
        hint=told.text("hint", 400, optional=True),
        content=content,
        made_on=queries.today(),
    )
    try:
        with transaction.atomic():
            blob.save(force_insert=True)
    except IntegrityError:
        raise UnreadableError("id") from None
    noted("vault.way_added", mine.pk, by=by)
    return _completed(mine)


@transaction.atomic
def remove_blob(blob: UUID, *, by: Account) -> Keyring:
    """One way fewer to open one's own keyring. Raises RefusedError where too few would be left."""
    mine = _own(by)
    found = mine.blobs.filter(pk=blob).first()
    if found is None:
        return mine
    too_few = found.kind == UnlockBlob.Kind.PAPER or mine.blobs.count() <= WAYS_LEAST
    if mine.state != Keyring.State.MAKING and too_few:
        raise RefusedError("last", _("Two ways must stay, the paper among them. Add one first."))
    if found.kind == UnlockBlob.Kind.PAPER:
        mine.paper_confirmed = False
        mine.save(update_fields=["paper_confirmed"])
    found.delete()
    noted("vault.way_removed", mine.pk, by=by)
    return mine


@transaction.atomic
def confirm_paper(*, by: Account) -> Keyring:
    """The paper was typed back, and opened the keyring. Raises RefusedError."""
    mine = _own(by)
    if not mine.blobs.filter(kind=UnlockBlob.Kind.PAPER).exists():
        raise RefusedError("blob", _("There is no paper to these keys yet."))
    mine.paper_confirmed = True
    mine.drilled_on = queries.today()
    mine.save(update_fields=["paper_confirmed", "drilled_on"])
    noted("vault.paper_confirmed", mine.pk, by=by)
    return _completed(mine)


@transaction.atomic
def drilled(*, by: Account) -> Keyring:
    """The yearly drill: the paper was fetched, and still opens the keyring."""
    mine = _own(by)
    mine.drilled_on = queries.today()
    mine.save(update_fields=["drilled_on"])
    noted("vault.drilled", mine.pk, by=by)
    return mine


def _completed(mine: Keyring) -> Keyring:
    enough = mine.paper_confirmed and mine.blobs.count() >= WAYS_LEAST
    if enough and mine.state == Keyring.State.MAKING:
        mine.state = Keyring.State.WAITING
        mine.save(update_fields=["state"])
    return mine


def _own(by: Account) -> Keyring:
    mine = queries.own(by)
    if mine is None:
        raise RefusedError("keyring", _("You have no keys yet."))
    return Keyring.objects.select_for_update().get(pk=mine.pk)


def _fits(content: bytes, kind: UnlockBlob.Kind) -> bool:
    try:
        return set(age.stanzas(content)) == STANZAS[kind]
    except age.CannotOpenError:
        return False


def noted(verb: str, keyring: UUID, *, by: Account | None) -> None:
    """An entry in the audit trail: who did what to which keyring, never more."""
    note(by=by.actor if by else None, verb=verb, kind="vault.keyring", object_id=str(keyring))
