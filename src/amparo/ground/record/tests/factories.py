"""Entries to break."""

import uuid

from amparo.ground.record import actions
from amparo.ground.record.models import AuditEvent


def make_chain(length: int) -> list[AuditEvent]:
    """So many entries, one after the other, by one actor."""
    actor = uuid.uuid4()
    return [
        actions.note(by=actor, verb="press.import", kind="press.publication", object_id=str(number))
        for number in range(1, length + 1)
    ]
