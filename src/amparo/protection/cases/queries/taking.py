"""What has to be known before a request is stored: read in one statement, and held."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from amparo.ground.vault.models import KeyEpoch
from amparo.protection.cases.models import Door, Retention

from .reach import today

HELD = f"""
    SELECT door.id, (SELECT intake_days FROM {Retention._meta.db_table})
    FROM {KeyEpoch._meta.db_table} epoch JOIN {Door._meta.db_table} door ON door.id = epoch.scope
    WHERE epoch.id = %s AND epoch.retired_on IS NULL AND door.kind = %s
"""  # noqa: S608 - names of our own tables

USUAL = Retention._meta.get_field("intake_days").default


@dataclass(frozen=True, slots=True)
class Taking:
    """The door that takes something, and the day on which the clock of what it takes ends."""

    door: UUID
    shred_on: datetime.date


def taking(kind: str, epoch: UUID) -> Taking | None:
    """The door of this kind, if this epoch is its living one; None otherwise.

    The epoch stays living until the caller's transaction ends: SQLite lets nobody else write, and
    PostgreSQL lets others share its row, but not change it.
    """
    door, own = Door._meta.pk, KeyEpoch._meta.pk
    share = " FOR SHARE OF epoch" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(HELD + share, [own.get_db_prep_value(epoch, connection), kind])
        found = cursor.fetchone()
    if found is None:
        return None
    days = found[1] if found[1] is not None else USUAL
    return Taking(door.to_python(found[0]), today() + datetime.timedelta(days=days))
