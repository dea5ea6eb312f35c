"""Every sealed entry with the epoch that opens it, for a bundle; the desk asks `frames`."""

from collections.abc import Iterator
from uuid import UUID

from amparo.ground.vault.models import ShredKey
from amparo.protection.cases.models import Item, Lent, Referral, Reply, Submission

Entry = tuple[UUID, UUID, bytes, ShredKey]


def entries() -> Iterator[Entry]:
    """(epoch, row, stored bytes, shred key) of everything that is sealed to an epoch."""
    for row in Submission.objects.exclude(frame=b"").select_related("shred").iterator():
        yield row.epoch_id, row.pk, bytes(row.frame), row.shred
    for item in Item.objects.select_related("epoch__shred").iterator():
        yield item.epoch_id, item.pk, bytes(item.frame), item.epoch.shred
    replies = Reply.objects.filter(epoch__isnull=False).select_related("submission__shred")
    for reply in replies.iterator():
        if reply.epoch_id is not None:
            yield reply.epoch_id, reply.pk, bytes(reply.frame), reply.submission.shred
    for model in (Lent, Referral):
        for one in model.objects.filter(answer__isnull=False).select_related("answer_epoch__shred"):
            if one.answer is not None and one.answer_epoch is not None:
                yield one.answer_epoch.pk, one.pk, bytes(one.answer), one.answer_epoch.shred
