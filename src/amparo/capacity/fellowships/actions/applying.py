"""What applicants and those who vouch for them do: save, send, change, answer, withdraw, erase."""

import datetime
import re
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Application, Call, Letter, Reference
from amparo.capacity.fellowships.models.workflow import APPLICATION, way
from amparo.capacity.fellowships.queries.calls import standing
from amparo.capacity.fellowships.queries.reach import today
from amparo.ground.identity.models import Account
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import MalformedError, NotThereError, RefusedError
from amparo.ground.vault.models import Blob, KeyEpoch

from .reached import EpochRetiredError

HASH = re.compile(r"[0-9a-f]{64}")
S = Application.State
CHANGEABLE = (S.DRAFT, S.SENT, S.WITHDRAWN)  # and only until the deadline
MOST_REFERENCES = 5
DRAFT_KEPT = datetime.timedelta(days=30)  # after the call's last deadline
WITHDRAWN_KEPT = datetime.timedelta(days=30)


class ClosedError(RefusedError):
    """The deadline has passed, or the call is not open. What was saved before it stays."""

    def __init__(self) -> None:
        super().__init__(
            _("This call is closed now. What you had sent before the deadline counts.")
        )


def _check(*hashes: str) -> None:
    if not all(HASH.fullmatch(one) for one in hashes):
        raise MalformedError("token")


def save_draft(
    *,
    call: Call,
    id: UUID,  # noqa: A002
    own: bytes,
    version: int,
    token_hash: str,
    lookup_hash: str,
    blobs: Iterable[UUID] | None = None,
) -> Application:
    """Keep what somebody has written so far, sealed to themselves alone.

    `version` is the one after the last that they saw; `blobs`, where told, are all files in it:
    these are kept as long as it is, and others that were in it go. The same token again changes
    nothing. What was sent already changes only when it is sent again, both copies together: until
    then the writer's own form holds what they are changing. Raises ClosedError, NotThereError
    (another's row), RefusedError (changed meanwhile, or sent).
    """
    _check(token_hash, lookup_hash)
    if standing(call).came is None:
        raise ClosedError
    with transaction.atomic():
        row = _locked(id, call, lookup_hash)
        if row is None:
            row = _first(call, id, own, version, (token_hash, lookup_hash))
        elif row.token != token_hash:
            if row.state == S.SENT:
                raise RefusedError(_("This was sent. It changes when you send it again."))
            _next(row, version)
            row.own = vault.keep(own, row.shred)
            row.token, row.version, row.day = token_hash, version, today()
            row.save(update_fields=["own", "token", "version", "day"])
        if blobs is not None:
            _hold(row, set(blobs))
        return row


def _hold(row: Application, blobs: set[UUID]) -> None:
    vault.claim(blobs, row.pk)
    if row.state == S.DRAFT:
        for blob in Blob.objects.filter(scope=row.pk).exclude(pk__in=blobs).select_related("shred"):
            vault.discard(blob)


def send(
    *,
    call: Call,
    id: UUID,  # noqa: A002
    epoch: KeyEpoch,
    frame: bytes,
    own: bytes,
    version: int,
    token_hash: str,
    lookup_hash: str,
    blobs: Iterable[UUID] = (),
    account: Account | None = None,
    carried: bool = False,
) -> Application:
    """Send, or send again what was changed: the office's copy and the applicant's own, together.

    The clock counts when it arrives here. The same token again is the same sending. `carried`: it
    was sealed without a line, maybe to a key that was retired since. Raises ClosedError,
    EpochRetiredError, NotThereError, RefusedError.
    """
    _check(token_hash, lookup_hash)
    with transaction.atomic():
        row = _locked(id, call, lookup_hash)
        if row is not None and row.token == token_hash and row.state != S.DRAFT:
            return row
        came = standing(call).came
        if came is None:
            raise ClosedError
        living = vault_queries.usable_epoch(call.pk)
        if not carried and (living is None or living.pk != epoch.pk):
            raise EpochRetiredError
        if row is None:
            hashes = (token_hash, lookup_hash)
            row = _first(call, id, own, version, hashes, carried=carried)
        else:
            _next(row, version, carried=carried)
            row.own = vault.keep(own, row.shred)
        if row.state in (S.DRAFT, S.WITHDRAWN):
            found = way(APPLICATION, "send", row.state)
            row.state = row.told = found.after if found else row.state
        row.frame, row.epoch = vault.keep(frame, row.shred), epoch
        row.token, row.version, row.day, row.came = token_hash, version, today(), came
        row.shred_on = None
        if account is not None:
            row.account = account
        row.save()
        vault.claim(list(blobs), row.pk)
        return row


def _locked(identifier: UUID, call: Call, lookup_hash: str) -> Application | None:
    rows = Application.objects.select_for_update(of=("self",)).select_related("shred")
    row = rows.filter(pk=identifier).first()
    if row is not None and (row.lookup != lookup_hash or row.call_id != call.pk):
        raise NotThereError
    if row is not None and row.state not in CHANGEABLE:
        raise RefusedError(_("This is being decided on and cannot be changed any more."))
    return row


def _next(row: Application, version: int, *, carried: bool = False) -> None:
    # Of what was written without a line, versions between may never have come.
    if version != row.version + 1 and not (carried and version > row.version):
        raise RefusedError(
            _("This was changed somewhere else, perhaps on another device. Open it anew first.")
        )


def _first(
    call: Call, identifier: UUID, own: bytes, version: int, hashes: tuple[str, str],
    *, carried: bool = False,
) -> Application:  # fmt: skip
    if version != 1 and not carried:
        raise NotThereError
    token_hash, lookup_hash = hashes
    shred = keystore.new()
    try:
        with transaction.atomic():
            return Application.objects.create(
                id=identifier,
                call=call,
                shred=shred,
                lookup=lookup_hash,
                token=token_hash,
                version=version,
                own=vault.keep(own, shred),
                day=today(),
                shred_on=standing(call).last.date() + DRAFT_KEPT,
            )
    except IntegrityError:
        raise NotThereError from None


@transaction.atomic
def withdraw(application: Application) -> None:
    """The office's copy goes at once, with what was written about it; the applicant's own stays
    thirty days, so that they may send it again until the deadline."""
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if row.state in (S.WITHDRAWN, S.ERASED):
        return
    if way(APPLICATION, "withdraw", row.state) is None:
        raise RefusedError(_("From where this application stands, it cannot go there."))
    _empty(row)
    row.state = row.told = S.WITHDRAWN
    row.frame, row.epoch, row.account = None, None, None
    row.shred_on = today() + WITHDRAWN_KEPT
    row.save()
    application.state = application.told = row.state


@transaction.atomic
def erase(application: Application) -> None:
    """Everything goes, for good: also from backups, since its shred key is destroyed."""
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("shred")
        .get(pk=application.pk)
    )
    if row.state != S.ERASED:
        _empty(row)
        row.letters.all().delete()
        row.state = row.told = S.ERASED
        row.frame = row.own = None
        row.lookup, row.account, row.shred_on, row.epoch = None, None, None, None
        row.save()
        keystore.destroy(row.shred)
        for blob in Blob.objects.filter(scope=row.pk).select_related("shred"):
            vault.discard(blob)


def _empty(row: Application) -> None:
    """What others hold of it: items, readings, posts, references, and the files."""
    row.items.all().delete()
    row.readings.all().delete()
    row.posts.all().delete()
    row.references.all().delete()
    row.bars.all().delete()


@transaction.atomic
def decide_offer(application: Application, *, accept: bool) -> Application:
    """The applicant takes the place they were told of, or gives it back. Raises RefusedError."""
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    verb = "accept" if accept else "decline"
    found = way(APPLICATION, verb, row.state)
    if found is None or row.told not in (S.OFFERED, S.ACCEPTED):
        if row.state == (S.ACCEPTED if accept else S.DECLINED):
            return row
        raise RefusedError(_("There is no offer here to answer."))
    row.state = row.told = found.after
    row.save(update_fields=["state", "told"])
    return row


@transaction.atomic
def write_back(
    application: Application,
    *,
    epoch: KeyEpoch,
    frame: bytes,
    token_hash: str,
    blobs: Iterable[UUID] = (),
) -> Letter:
    """What an applicant or fellow adds later, sealed to the call's living key.

    The same token again gives the same row. Raises EpochRetiredError, NotThereError (erased).
    """
    _check(token_hash)
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("shred")
        .get(pk=application.pk)
    )
    if row.state in (S.ERASED, S.WITHDRAWN):
        raise NotThereError
    found = Letter.objects.filter(token=token_hash, application=row).first()
    if found is not None:
        return found
    living = vault_queries.living_epoch(row.call_id)
    if living is None or living.pk != epoch.pk:
        raise EpochRetiredError
    letter = Letter.objects.create(
        id=UUID(bytes=bytes.fromhex(token_hash)[:16], version=4),
        application=row,
        direction=Letter.Direction.FROM_APPLICANT,
        epoch=living,
        frame=vault.keep(frame, row.shred),
        token=token_hash,
        day=today(),
    )
    vault.claim(list(blobs), row.pk)
    return letter


def shown(letters: Iterable[Letter]) -> None:
    """These were read by whom they are for: their frames go now, and are not shown again."""
    ids = [row.pk for row in letters if row.direction == Letter.Direction.TO_APPLICANT]
    Letter.objects.filter(pk__in=ids, shown_on__isnull=True).update(frame=b"", shown_on=today())


@transaction.atomic
def ask_reference(
    application: Application,
    *,
    id: UUID,  # noqa: A002
    lookup_hash: str,
    asked: bytes,
) -> Reference:
    """Somebody is asked to vouch: `asked` is sealed to the key that their code derives.

    Raises RefusedError when five were asked already, or the round is decided.
    """
    _check(lookup_hash)
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("shred")
        .get(pk=application.pk)
    )
    if row.state not in (S.DRAFT, S.SENT, S.ELIGIBLE, S.SHORTLISTED):
        raise RefusedError(_("Nobody can be asked to vouch any more."))
    found = row.references.filter(lookup=lookup_hash).first()
    if found is not None:
        return found
    if row.references.exclude(state=Reference.State.ENDED).count() >= MOST_REFERENCES:
        raise RefusedError(_("Five people can be asked. Take one back first."))
    return Reference.objects.create(
        id=id,
        application=row,
        lookup=lookup_hash,
        asked=vault.keep(asked, row.shred),
        day=today(),
    )


@transaction.atomic
def end_reference(application: Application, identifier: UUID) -> None:
    """The applicant takes back that they asked; an answer that came stays with the office."""
    rows = application.references.select_for_update().filter(pk=identifier)
    rows.filter(state=Reference.State.ASKED).update(state=Reference.State.ENDED, asked=None)


@transaction.atomic
def answer_reference(
    reference: Reference, *, epoch: KeyEpoch, frame: bytes, token_hash: str
) -> Reference:
    """What somebody says who vouches, sealed to the call's living key; once, and not to be read
    by the applicant. Raises EpochRetiredError, NotThereError."""
    _check(token_hash)
    row = (
        Reference.objects.select_for_update(of=("self",))
        .select_related("application__shred")
        .get(pk=reference.pk)
    )
    if row.token == token_hash:
        return row
    if row.state != Reference.State.ASKED:
        raise NotThereError
    living = vault_queries.living_epoch(row.application.call_id)
    if living is None or living.pk != epoch.pk:
        raise EpochRetiredError
    row.frame, row.epoch = vault.keep(frame, row.application.shred), living
    row.token, row.state, row.asked, row.day = token_hash, Reference.State.ANSWERED, None, today()
    row.save()
    return row


@transaction.atomic
def decline_reference(reference: Reference) -> None:
    """They cannot or do not want to vouch; nobody is told why."""
    rows = Reference.objects.select_for_update().filter(pk=reference.pk)
    rows.filter(state=Reference.State.ASKED).update(state=Reference.State.DECLINED, asked=None)


def forget(*, by: Account) -> None:
    """The account goes: nothing here leads to it any more."""
    Application.objects.filter(account=by).update(account=None)
