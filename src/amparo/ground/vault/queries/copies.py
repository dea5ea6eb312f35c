"""How old the newest copy of the keystore is that somebody has held against the keystore."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

COPY = "last-keystore-copy.json"
OLD = timedelta(hours=72)


def keystore_copy_age() -> timedelta | None:
    """The age of the newest verified copy; None if there never was one.

    `amparo keystore --verify FILE` verifies one, where it lies, and writes down when it was made.
    """
    try:
        told = json.loads((Path(settings.AMPARO_HOME) / COPY).read_text(encoding="utf-8"))
        return datetime.now(UTC) - datetime.fromisoformat(told["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
