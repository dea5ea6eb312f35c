"""What senders do: ask, answer, read, erase; and what staff do with what came in."""

import datetime
import re
import secrets
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.record.actions import note
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.ground.vault.models import KeyEpoch, ShredKey
from amparo.ground.vault.rows import insert
from amparo.protection.cases import notices
from amparo.protection.cases.models import Door, Nudge, Reply, Submission
from amparo.protection.cases.queries.reach import Colleague, submissions, today
from amparo.protection.cases.queries.taking import taking

from . import shredding
from .checkins import signs_of_life

ERASED_AFTER = datetime.timedelta(days=7)
HASH = re.compile(r"[0-9a-f]{64}")


class EpochRetiredError(RefusedError):
    """Sealed to a key that is no longer the door's: fetch the new one and seal again."""

    def __init__(self) -> None:
        super().__init__(
            _("The keys changed while you were writing. Nothing was lost; send again.")
        )


def _check_hash(value: str) -> None:
    if not HASH.fullmatch(value):
        raise MalformedError("token")


def submit(
    *,
    door: Door,
    epoch: KeyEpoch,
    frame: bytes,
    lookup_hash: str | None,
    token_hash: str,
    blobs: Iterable[UUID] = (),
    account: Account | None = None,
    id: UUID | None = None,  # noqa: A002  (the row's own name for it)
) -> Submission:
    """Keep what somebody sent: `frame` is sealed to `epoch`, the door's living one.

    `token_hash` is the SHA-256 of the form's own token: the same form again gives the same row.
    `id` is the item inside the seal when the sender's browser drew it. Raises EpochRetiredError,
    and MalformedError for a frame of no known size.
    """
    with keystore.ready() as shred, transaction.atomic():
        return take(
            door.kind,
            epoch.pk,
            shred,
            frame=frame,
            lookup_hash=lookup_hash,
            token_hash=token_hash,
            blobs=blobs,
            account=account,
            item=id,
        )


def take(
    kind: str,
    epoch: UUID,
    shred: ShredKey,
    *,
    frame: bytes,
    lookup_hash: str | None,
    token_hash: str,
    blobs: Iterable[UUID] = (),
    account: Account | None = None,
    item: UUID | None = None,
) -> Submission:
    """The same at the door of a kind, in the caller's transaction, which must end if this fails.

    `shred` is `keystore.ready` and used unless this came before. It is written first, and looked
    for only where it cannot be: the same form comes twice seldom.
    """
    _check_hash(token_hash)
    if lookup_hash is not None:
        _check_hash(lookup_hash)
    held = taking(kind, epoch)
    if held is None:
        found = _sent(kind, token_hash)
        if found is None:
            raise EpochRetiredError
        return found
    row = Submission(
        id=item or uuid4(),
        door_id=held.door,
        epoch_id=epoch,
        shred_id=shred.pk,
        lookup=lookup_hash,
        token=token_hash,
        frame=vault.keep(frame, shred),
        day=today(),
        account=account,
        shred_on=held.shred_on,
    )
    if not insert(row):
        found = _sent(kind, token_hash)
        if found is None:
            raise NotThereError
        return found
    keystore.enter(shred)
    vault.claim(list(blobs), row.id)
    return row


def _sent(kind: str, token_hash: str) -> Submission | None:
    return Submission.objects.filter(token=token_hash, door__kind=kind).first()


def said_id(token_hash: str) -> UUID:
    """The row, and the item inside the seal, of what a sender adds: told by their token alone."""
    return UUID(bytes=bytes.fromhex(token_hash)[:16], version=4)


def say(
    submission: Submission,
    *,
    frame: bytes,
    token_hash: str,
    blobs: Iterable[UUID] = (),
    epoch: KeyEpoch | None = None,
) -> Reply:
    """What a sender adds later, sealed to the door's living epoch (`epoch`, when they name it).

    The same token again gives the same row. Raises EpochRetiredError and NotThereError (erased).
    """
    _check_hash(token_hash)
    with transaction.atomic():
        row = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        if row.state in (Submission.State.ERASING, Submission.State.ERASED):
            raise NotThereError
        found = Reply.objects.filter(token=token_hash, submission=row).first()
        if found is not None:
            return found
        living = vault_queries.living_epoch(row.door_id)
        if living is None or (epoch is not None and epoch.pk != living.pk):
            raise EpochRetiredError
        reply = Reply.objects.create(
            id=said_id(token_hash),
            submission=row,
            direction=Reply.Direction.FROM_SENDER,
            epoch=living,
            frame=vault.keep(frame, row.shred),
            token=token_hash,
            day=today(),
        )
        vault.claim(list(blobs), row.id)
        if row.case_id is not None:
            signs_of_life(row.case_id)
        notices.news(living)
        return reply


def shown(replies: Iterable[Reply]) -> None:
    """These were read by whom they are for: their frames go now, and are not shown again."""
    ids = [row.pk for row in replies if row.direction == Reply.Direction.TO_SENDER]
    Reply.objects.filter(pk__in=ids, shown_on__isnull=True).update(frame=b"", shown_on=today())


@transaction.atomic
def erase(submission: Submission) -> None:
    """Its sender wants it gone: the inbox empties at once, the rest on the seventh day at most."""
    row = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if row.state in (Submission.State.ERASING, Submission.State.ERASED):
        return
    row.replies.filter(direction=Reply.Direction.TO_SENDER).delete()
    Nudge.objects.filter(submission=row).delete()
    row.state = Submission.State.ERASING
    row.erase_on = today() + ERASED_AFTER
    row.account = None
    row.save(update_fields=["state", "erase_on", "account"])
    notices.news(row.epoch)


def safe(submission: Submission) -> bool:
    """*I am safe*: every check-in that was waited for is made. False when none was."""
    return submission.case_id is not None and signs_of_life(submission.case_id) > 0


def change_submission(act: Act, *, by: Colleague) -> dict[str, object]:
    """`submission.state {submission, state}`: rejected with a sealed reason, or taken back."""
    row = submission_of(act.id("submission"), by=by)
    wanted = act.words("state")
    allowed = {
        Submission.State.NEW: {Submission.State.REFUSED},
        Submission.State.REFUSED: {Submission.State.NEW},
    }
    if wanted != row.state:
        if wanted not in allowed.get(Submission.State(row.state), set()):
            raise RefusedError(_("Somebody has already done something else with this request."))
        row.state = wanted
        row.save(update_fields=["state"])
        _noted(by, f"cases.submission_{wanted}", row)
    return {"submission": str(row.id), "state": row.state}


def confirm_erasure(act: Act, *, by: Colleague) -> dict[str, object]:
    """`submission.erase {submission}`: its sender asked; it goes now, with its case."""
    found = Submission.objects.filter(
        pk=act.id("submission"), state=Submission.State.ERASED
    ).first()
    if found is not None:
        return {"submission": str(found.id), "state": found.state}
    row = submission_of(act.id("submission"), by=by)
    if row.state != Submission.State.ERASING:
        raise RefusedError(_("Only its sender can ask for this to be erased."))
    _noted(by, "cases.submission_erased", row)
    shredding.begin_submission(row)
    return {"submission": str(row.id), "state": Submission.State.ERASED}


def reply(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reply {submission, id, frame, token?}`: an answer, sealed to the sender's inbox key."""
    row = submission_of(act.id("submission"), by=by)
    if row.state in (Submission.State.ERASING, Submission.State.ERASED) or row.lookup is None:
        raise RefusedError(_("Nobody can read an answer there any more."))
    identifier = act.id("id")
    if not row.replies.filter(pk=identifier).exists():
        if Reply.objects.filter(pk=identifier).exists():
            raise NotThereError
        Reply.objects.create(
            id=identifier,
            submission=row,
            direction=Reply.Direction.TO_SENDER,
            frame=vault.keep(act.sealed("frame"), row.shred),
            token=secrets.token_hex(32),
            day=today(),
        )
        if row.answered_on is None:
            row.answered_on = today()
            row.save(update_fields=["answered_on"])
        notices.nudge(row)
        _noted(by, "cases.replied", row)
    return {"submission": str(row.id), "id": str(identifier)}


def submission_of(identifier: UUID, *, by: Colleague) -> Submission:
    """One submission that exists for this colleague, locked. Raises NotThereError."""
    rows = submissions(by).select_for_update(of=("self",))
    row = rows.filter(pk=identifier).first()
    if row is None:
        raise NotThereError
    return row


def _noted(by: Colleague, verb: str, row: Submission) -> None:
    note(by=by.account.actor, verb=verb, kind="cases.submission", object_id=str(row.id))
