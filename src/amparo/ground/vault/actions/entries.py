"""The directory: founded once, then only continued. Each entry is checked before it is kept."""

import hashlib
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.record.actions import note
from amparo.ground.sealing import age, canonical
from amparo.ground.vault import queries
from amparo.ground.vault.models import (
    DirectoryEntry,
    Keyring,
    OrganisationKey,
    PairSeal,
    Proposal,
)
from amparo.ground.vault.permissions import KEYHOLDERS, Permission
from amparo.ground.vault.queries import Directory

from .leaving import end_keyring
from .reading import RefusedError, Sent, UnreadableError, about_today, as_day, as_id, sealed, signed

FIELDS = {
    "v", "org", "number", "previous", "kind", "keyring", "recipient", "signing_key", "role", "day",
    "keyholders",
}  # fmt: skip
BODY_MOST = 4000  # characters
SEAL_MOST = 15104  # bytes
KEYHOLDERS_MOST = 5


@transaction.atomic
def found_organisation(told: Sent, *, by: Account) -> OrganisationKey:
    """`{org: {public, fingerprint}, entry, pairs}`: the organisation's key and its first entry.

    Once, by an administrator whose keyring is complete; it becomes active. Raises RefusedError.
    """
    mine = queries.own(by)
    if not Permission.FOUND.value.allows(by):
        raise RefusedError("org", _("An administrator does this."))
    if mine is None or mine.state != Keyring.State.WAITING:
        raise RefusedError("state", _("First complete your own keys: two ways, and the paper."))
    if queries.organisation() is not None:
        raise _founded()
    org = Sent(told.told.get("org"))
    public = org.key("public")
    key = OrganisationKey(
        public=org.text("public", 64),
        fingerprint=canonical.fingerprint(public),
        made_on=queries.today(),
    )
    if org.text("fingerprint", 64) != key.fingerprint:
        raise UnreadableError("fingerprint")
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        raise _founded() from None
    entry = Sent(told.told.get("entry"))
    body = _append(key, entry, told.all("pairs"))
    if body["keyring"] != str(mine.pk) or body["role"] != "keyholder":
        raise UnreadableError("entry")
    note(
        by=by.actor,
        verb="vault.organisation_founded",
        kind="vault.organisation",
        object_id=key.fingerprint,
    )
    return key


@transaction.atomic
def append(told: Sent, *, by: Keyring) -> DirectoryEntry:
    """`{number, body, hash, signature, pairs}`: an entry signed by the organisation's key.

    Brought by a keyholder who holds that key alone. Raises RefusedError.
    """
    key, directory = _keyholder(by)
    if len(directory.keyholders) > 1:
        raise RefusedError("keyholder", _("Two keyholders do this together."))
    _append(key, told, told.all("pairs"), by=by)
    return _newest()


@transaction.atomic
def propose(told: Sent, *, by: Keyring) -> Proposal:
    """`{id, to, body, half}`: an entry that another keyholder is to complete. RefusedError."""
    key, directory = _keyholder(by)
    to = Keyring.objects.filter(pk=told.id("to"), state=Keyring.State.ACTIVE).first()
    if to is None or to.pk == by.pk or to.pk not in directory.keyholders:
        raise RefusedError("keyholder", _("The other must be a keyholder, too."))
    text = told.text("body", BODY_MOST)
    _checked(key, directory, text)
    half = told.raw("half", SEAL_MOST)
    if not age.is_for_one(half):
        raise RefusedError("pair", _("This was not sealed as it must be. Load the page again."))
    found = Proposal.objects.filter(pk=told.id("id")).first()
    if found is not None:
        if (found.by_id, found.body) != (by.pk, text):
            raise UnreadableError("id")
        return found
    made = Proposal.objects.create(
        id=told.id("id"),
        kind=Proposal.Kind.ENTRY,
        body=text,
        by=by,
        to=to,
        half=half,
        made_on=queries.today(),
    )
    _noted(by, "vault.entry_proposed", str(made.id), "vault.proposal")
    return made


@transaction.atomic
def complete(told: Sent, *, by: Keyring) -> DirectoryEntry:
    """`{proposal, entry: {number, body, hash, signature, pairs}}`: by the second keyholder.

    Raises RefusedError; for a proposal that is not there or is not theirs, too.
    """
    key, _directory = _keyholder(by)
    proposal = Proposal.objects.filter(
        pk=told.id("proposal"), to=by, kind=Proposal.Kind.ENTRY
    ).first()
    if proposal is None:
        raise RefusedError("stale", _("This was completed or withdrawn meanwhile."))
    entry = Sent(told.told.get("entry"))
    if entry.text("body", BODY_MOST) != proposal.body:
        raise RefusedError("entry", _("This is not what was proposed."))
    proposal.delete()
    _append(key, entry, entry.all("pairs"), by=by)
    # Whatever else was proposed follows on an entry that is no longer the newest.
    Proposal.objects.filter(kind=Proposal.Kind.ENTRY).delete()
    return _newest()


@transaction.atomic
def withdraw(proposal: UUID, *, by: Keyring) -> None:
    """A proposed entry is gone; either of its two may do it. Again is the same as once."""
    for row in Proposal.objects.filter(pk=proposal, kind=Proposal.Kind.ENTRY):
        if by.pk not in (row.by_id, row.to_id):
            raise RefusedError("keyholder", _("Only its two people withdraw it."))
        _noted(by, "vault.proposal_withdrawn", str(row.id), "vault.proposal")
        row.delete()


def _append(
    key: OrganisationKey, told: Sent, pairs: list[Sent], *, by: Keyring | None = None
) -> dict[str, Any]:
    directory = queries.directory()
    text, signature = told.text("body", BODY_MOST), told.text("signature", 128)
    body = _checked(key, directory, text)
    if not signed(key.public, text.encode(), signature):
        raise RefusedError("signature", _("This was not signed by the organisation's key."))
    entry = DirectoryEntry(
        number=body["number"],
        body=text,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        signature=signature,
        keyring_id=UUID(body["keyring"]) if body["keyring"] else None,
    )
    if told.number("number") != entry.number or told.text("hash", 64) != entry.hash:
        raise UnreadableError("number")
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise _stale() from None
    if body["kind"] == "person":
        Keyring.objects.filter(pk=UUID(body["keyring"]), state=Keyring.State.WAITING).update(
            state=Keyring.State.ACTIVE
        )
    elif body["kind"] == "end" and entry.keyring is not None:
        end_keyring(entry.keyring, by=by.account if by else None)
    if body["kind"] == "keyholders" or entry.number == 1:
        _reseal(directory, [UUID(one) for one in body["keyholders"]], pairs, by=by)
    _noted(by, "vault.entry_added", entry.hash, "vault.entry")
    return body


def _checked(key: OrganisationKey, directory: Directory, text: str) -> dict[str, Any]:
    """An entry that can be the next; raises RefusedError."""
    try:
        body = canonical.loads(text.encode())
    except (canonical.NotCanonicalError, UnicodeError):
        raise UnreadableError("body") from None
    texts = FIELDS - {"v", "number", "keyholders"}
    if (
        body.keys() != FIELDS
        or (type(body["v"]), body["v"]) != (int, 1)
        or type(body["number"]) is not int
        or not all(isinstance(body[name], str) for name in texts)
        or not isinstance(body["keyholders"], list)
        or body["org"] != key.fingerprint
        or not about_today(as_day(body["day"]))
    ):
        raise UnreadableError("body")
    if (body["number"], body["previous"]) != (directory.number + 1, directory.hash):
        raise _stale()
    match body["kind"]:
        case "person":
            _check_person(body)
        case "end":
            _check_end(body, directory)
        case "keyholders":
            _check_keyholders(body)
        case _:
            raise UnreadableError("kind")
    return body


def _check_person(body: dict[str, Any]) -> None:
    row = Keyring.objects.filter(pk=as_id(body["keyring"])).select_related("account").first()
    if row is None or row.state not in (Keyring.State.WAITING, Keyring.State.ACTIVE):
        raise RefusedError("state", _("These keys are not complete, or have ended."))
    if (body["recipient"], body["signing_key"]) != (row.recipient, row.signing_key):
        raise RefusedError("keyring", _("These are not the keys that this person made."))
    partner = bool(queries.partners([row.account_id]))
    if body["role"] not in ({"partner"} if partner else {"member", "keyholder"}):
        raise UnreadableError("role")
    if body["keyholders"] != ([body["keyring"]] if body["number"] == 1 else []):
        raise UnreadableError("keyholders")


def _check_end(body: dict[str, Any], directory: Directory) -> None:
    keyring = as_id(body["keyring"])
    if any(body[name] for name in ("recipient", "signing_key", "role", "keyholders")):
        raise UnreadableError("body")
    if not directory.vouches(keyring):
        raise RefusedError("state", _("The directory does not vouch for these keys."))
    if keyring in directory.keyholders:
        raise RefusedError(
            "keyholder", _("This is a keyholder. First name the keyholders anew, without them.")
        )


def _check_keyholders(body: dict[str, Any]) -> None:
    if any(body[name] for name in ("keyring", "recipient", "signing_key", "role")):
        raise UnreadableError("body")
    wanted = [as_id(one) for one in body["keyholders"]]
    if not 1 <= len(wanted) <= KEYHOLDERS_MOST or len(set(wanted)) != len(wanted):
        raise UnreadableError("keyholders")
    rows = Keyring.objects.filter(pk__in=wanted, state=Keyring.State.ACTIVE)
    rows = rows.select_related("account")
    able = [row for row in rows if row.account is not None and row.account.roles & KEYHOLDERS]
    if len(able) != len(wanted):
        raise RefusedError(
            "members", _("A keyholder has working keys, and the role to look after them.")
        )


def _reseal(
    directory: Directory, keyholders: list[UUID], pairs: list[Sent], *, by: Keyring | None
) -> None:
    """The organisation's key, sealed anew to each pair; seals to former keyholders are gone."""
    wanted: set[tuple[UUID, UUID | None]] = {
        (first, second)
        for place, first in enumerate(keyholders)
        for second in keyholders[place + 1 :]
    } or {(keyholders[0], None)}
    told = {(one.id("first"), one.maybe_id("second")): one for one in pairs}
    if set(told) != wanted or len(pairs) != len(wanted):
        raise RefusedError("pair", _("Each pair of keyholders needs its own seal."))
    made_by = by or Keyring.objects.get(pk=keyholders[0])
    PairSeal.objects.filter(epoch__isnull=True).delete()
    for (first, second), one in told.items():
        PairSeal.objects.create(
            first_id=first,
            second_id=second,
            content=sealed(one.raw("frame", SEAL_MOST)),
            made_by=made_by,
        )
    former = set(directory.keyholders) - set(keyholders)
    emergencies = PairSeal.objects.filter(epoch__isnull=False)
    emergencies.filter(first__in=former).delete()
    emergencies.filter(second__in=former).delete()
    if len(keyholders) > 1:
        emergencies.filter(second__isnull=True).delete()  # of who held the key alone


def _keyholder(by: Keyring) -> tuple[OrganisationKey, Directory]:
    key, directory = queries.organisation(), queries.directory()
    active = Keyring.objects.filter(pk=by.pk, state=Keyring.State.ACTIVE).exists()
    allowed = Permission.VOUCH.value.allows(by.account)
    if key is None or not active or not allowed or by.pk not in directory.keyholders:
        raise RefusedError("keyholder", _("Only keyholders do this."))
    return key, directory


def _newest() -> DirectoryEntry:
    return DirectoryEntry.objects.order_by("-number")[0]


def _stale() -> RefusedError:
    return RefusedError(
        "stale", _("The directory has changed meanwhile. Load the page, and begin again.")
    )


def _founded() -> RefusedError:
    return RefusedError("org", _("The organisation's directory exists already."))


def _noted(by: Keyring | None, verb: str, identifier: str, kind: str) -> None:
    actor = by.account.actor if by is not None and by.account is not None else None
    note(by=actor, verb=verb, kind=kind, object_id=identifier)
