"""Forgetting for good: the keys go first, then what they sealed.

Every function here may be killed at any moment and run again: a case or a request that is marked
is finished by `resume`, and destroying a key twice is destroying it once.
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Blob, Grant, KeyEpoch, PairSeal, Proposal, ShredKey
from amparo.ground.work.actions import enqueue
from amparo.protection.cases.models import Case, Item, LegalHold, Reply, Submission
from amparo.protection.cases.queries.reach import today


def begin(case: Case) -> None:
    """Mark a case: from this transaction on it exists for nobody, and its keys will be gone."""
    Case.objects.filter(pk=case.pk).update(
        state=Case.State.SHREDDED,
        next_action=None,
        support_ended_on=None,
        postponed_to=None,
        shred_on=None,
        shred_asked_by=None,
    )
    for row in Submission.objects.filter(case=case.pk).exclude(state=Submission.State.ERASED):
        _mark(row)
    enqueue("cases.finish_shredding", str(case.pk))
    transaction.on_commit(partial(finish, case.pk), robust=True)


def begin_submission(row: Submission) -> None:
    """Mark a request; the case that was opened from it goes too, unless two people hold it."""
    open_cases = Case.objects.exclude(state=Case.State.SHREDDED)
    case = open_cases.filter(submission=row).first()
    if case is not None and not _held(case.pk):
        begin(case)
        return
    _mark(row)
    enqueue("cases.finish_shredding", str(row.pk))
    transaction.on_commit(partial(finish, row.pk), robust=True)


def _held(case_id: UUID) -> bool:
    return LegalHold.objects.filter(
        case=case_id, agreed_on__isnull=False, lifted_on__isnull=True
    ).exists()


def _mark(row: Submission) -> None:
    """Its sender finds nothing from now on."""
    Submission.objects.filter(pk=row.pk).update(
        state=Submission.State.ERASED, lookup=None, account=None, shred_on=None
    )


def finish(identifier: UUID) -> None:
    """Destroy what a marked case or request left: keys, then frames, files and grants.

    Does nothing to what is not marked.
    """
    for case in Case.objects.filter(pk=identifier, state=Case.State.SHREDDED):
        epochs = KeyEpoch.objects.filter(scope=case.pk)
        _destroy({case.shred_id, *epochs.values_list("shred", flat=True)})
        for row in Submission.objects.filter(case=case.pk, state=Submission.State.ERASED):
            _finish_submission(row)
        _drop_blobs(case.pk)
        _drop_case(case)
    for row in Submission.objects.filter(pk=identifier, state=Submission.State.ERASED):
        _finish_submission(row)


def _finish_submission(row: Submission) -> None:
    _destroy({row.shred_id})
    _drop_blobs(row.pk)
    with transaction.atomic():
        Reply.objects.filter(submission=row.pk).delete()
        Submission.objects.filter(pk=row.pk).update(frame=b"")


@transaction.atomic
def _drop_case(case: Case) -> None:
    for related in (
        case.items,
        case.lent,
        case.referrals,
        case.check_ins,
        case.holds,
        case.reveals,
    ):
        related.all().delete()
    _drop_grants(KeyEpoch.objects.filter(scope=case.pk).values_list("pk", flat=True))


def _drop_grants(epochs: Iterable[UUID]) -> None:
    ids = list(epochs)
    Grant.objects.filter(epoch__in=ids).delete()
    PairSeal.objects.filter(epoch__in=ids).delete()
    Proposal.objects.filter(epoch__in=ids).delete()
    KeyEpoch.objects.filter(pk__in=ids, retired_on__isnull=True).update(retired_on=today())


def _drop_blobs(scope: UUID) -> None:
    for blob in Blob.objects.filter(scope=scope).select_related("shred"):
        vault.discard(blob)


def _destroy(shreds: Iterable[UUID]) -> None:
    for shred in ShredKey.objects.filter(pk__in=list(shreds)):
        keystore.destroy(shred)


def forget_location(case_id: UUID) -> None:
    """The location compartment of a case: its keys, then its items, files and grants."""
    epochs = KeyEpoch.objects.filter(scope=case_id, compartment=KeyEpoch.Compartment.LOCATION)
    ids = list(epochs.values_list("pk", flat=True))
    _destroy(set(epochs.values_list("shred", flat=True)))
    for blob in Blob.objects.filter(epoch__in=ids).select_related("shred"):
        vault.discard(blob)
    with transaction.atomic():
        Item.objects.filter(epoch__in=ids).delete()
        _drop_grants(ids)


def resume() -> int:
    """Finish what was marked and not done: after a kill, or a disk that refused. Gives how many."""
    unfinished = Q(shred__destroyed_on__isnull=True)
    cases = Case.objects.filter(state=Case.State.SHREDDED).filter(
        unfinished
        | Q(items__isnull=False)
        | Q(lent__isnull=False)
        | Q(referrals__isnull=False)
        | Q(pk__in=Grant.objects.values("epoch__scope"))
        | Q(pk__in=Blob.objects.filter(scope__isnull=False).values("scope"))
    )
    rows = Submission.objects.filter(state=Submission.State.ERASED).filter(
        unfinished
        | ~Q(frame=b"")
        | Q(replies__isnull=False)
        | Q(pk__in=Blob.objects.filter(scope__isnull=False).values("scope"))
    )
    ids = [*cases.values_list("pk", flat=True), *rows.values_list("pk", flat=True)]
    for identifier in dict.fromkeys(ids):
        finish(identifier)
    return len(ids)
