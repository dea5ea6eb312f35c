"""Adding to the chain. There is no verb that changes or removes an entry."""

import datetime
import re
from uuid import UUID

from django.db import transaction

from .models import AuditEvent, ChainHead

WORDS = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
"""A verb ("press.import") or a kind ("press.publication")."""

OBJECT_ID = re.compile(
    r"\d{1,19}"
    r"|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
    r"|[0-9a-f]{64}"
    r"|[A-Z][A-Z0-9]{0,5}([.-][A-Z0-9]{1,6}){0,3}"
    r"|"
)
"""A number, a UUID, a SHA-256, a short code in capitals ("KE", "A.1"), or nothing when the act
concerns the whole installation. A name, a handle, a title or a sentence is none of these."""


class LooksLikeContentError(ValueError):
    """What was given to the chain is not an identifier. The message does not repeat it."""


@transaction.atomic
def note(*, by: UUID | None, verb: str, kind: str, object_id: str) -> AuditEvent:
    """Add one entry to the chain, in the caller's transaction.

    `by` is the random actor id of an account, None for the command line and the worker; `verb`
    and `kind` are dotted words of the code; `object_id` identifies a row and says nothing about
    it. Raises LooksLikeContentError for anything else: content never enters the chain, because
    nothing ever leaves it. Writers wait for each other from here to the end of their transaction,
    so call it late in a long one.
    """
    if not (WORDS.fullmatch(verb) and WORDS.fullmatch(kind)):
        raise LooksLikeContentError(
            "a verb or a kind of the chain is two or more words joined by dots"
        )
    if not OBJECT_ID.fullmatch(object_id):
        raise LooksLikeContentError(f"the object id of {verb} is not an identifier")
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    event = AuditEvent(
        seq=head.seq + 1,
        at=datetime.datetime.now(datetime.UTC),
        actor=by,
        verb=verb,
        kind=kind,
        object_id=object_id,
        previous=head.hash,
    )
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event
