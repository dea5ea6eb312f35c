"""Sealed frames by id, to whom they are sealed; what is missing and what is forbidden are alike."""

import base64
from collections.abc import Iterable
from uuid import UUID

from amparo.capacity.fellowships.models import (
    Cohort,
    FellowItem,
    Letter,
    OfficeItem,
    Reading,
    Reference,
    Reviewer,
    Scenario,
)
from amparo.ground.identity.models import Account
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import ShredKey

from . import reach
from .reach import Colleague

MOST = 300
LARGE = ("application__frame", "application__own")  # not fetched beside what is about it
Stored = tuple[bytes | memoryview | None, ShredKey]


def frames(by: Account, wanted: Iterable[str]) -> dict[str, str]:
    """The frames of these ids, in base64. A reading has three: `<id>`, `/review`, `/own`."""
    who = reach.colleague(by)
    asked = list(dict.fromkeys(wanted))[:MOST]
    if who is None or not asked:
        return {}
    parts: dict[str, list[UUID]] = {}
    for one in asked:
        identifier, _slash, part = one.partition("/")
        try:
            parts.setdefault(part, []).append(UUID(identifier))
        except ValueError:
            continue
    found: dict[str, Stored] = {}
    for kind in (_applications, _office, _panel, _fellow):
        left = [one for one in parts.get("", []) if str(one) not in found]
        if left:
            found |= kind(who, left)
    found |= _reviews(who, parts.get("review", []))
    found |= _own(who, parts.get("own", []))
    told = {one: give(*stored) for one, stored in found.items()}
    return {one: frame for one, frame in told.items() if frame is not None}


def give(stored: bytes | memoryview | None, shred: ShredKey) -> str | None:
    """One stored frame as a browser gets it; None when there is none, or its key is destroyed."""
    if not stored:
        return None
    try:
        return base64.b64encode(vault.give(bytes(stored), shred)).decode()
    except (keystore.Shredded, keystore.KeystoreLost):
        return None


def _applications(by: Colleague, ids: list[UUID]) -> dict[str, Stored]:
    rows = reach.applications(by).filter(pk__in=ids).select_related("shred").defer("own")
    return {str(row.pk): (row.frame, row.shred) for row in rows}


def _office(by: Colleague, ids: list[UUID]) -> dict[str, Stored]:
    theirs = reach.applications(by)
    found: dict[str, Stored] = {}
    kinds = (
        OfficeItem.objects.filter(application__in=theirs),
        Letter.objects.filter(application__in=theirs, direction=Letter.Direction.FROM_APPLICANT),
        Reference.objects.filter(application__in=theirs),
        reach.posts(by),
    )
    for kind in kinds:
        left = [one for one in ids if str(one) not in found]
        if left:
            rows = kind.filter(pk__in=left).select_related("application__shred").defer(*LARGE)
            found |= {str(row.pk): (row.frame, row.application.shred) for row in rows}
    return found


def _panel(by: Colleague, ids: list[UUID]) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    files = reach.readings(by).filter(pk__in=ids).select_related("application__shred")
    for reading in files.defer(*LARGE, "review", "own"):
        found[str(reading.pk)] = (reading.copy, reading.application.shred)
    profiles = Reviewer.objects.filter(pk__in=ids, call__in=reach.calls(by))
    for reader in profiles.select_related("epoch__shred"):
        if reader.epoch is not None:
            found[str(reader.pk)] = (reader.profile, reader.epoch.shred)
    for made in (Scenario, Cohort):
        rows = made.objects.filter(pk__in=ids, call__in=reach.composed(by))
        for row in rows.select_related("epoch__shred"):
            found[str(row.pk)] = (row.frame, row.epoch.shred)
    return found


def _fellow(by: Colleague, ids: list[UUID]) -> dict[str, Stored]:
    rows = FellowItem.objects.filter(pk__in=ids, fellowship__in=reach.fellowships(by))
    return {
        str(row.pk): (row.frame, row.fellowship.shred)
        for row in rows.select_related("fellowship__shred")
    }


def _reviews(by: Colleague, ids: list[UUID]) -> dict[str, Stored]:
    rows = Reading.objects.filter(pk__in=ids, application__in=reach.applications(by))
    return {
        f"{row.pk}/review": (row.review, row.application.shred)
        for row in rows.select_related("application__shred").defer(*LARGE, "copy", "own")
    }


def _own(by: Colleague, ids: list[UUID]) -> dict[str, Stored]:
    rows = reach.readings(by).filter(pk__in=ids).select_related("application__shred")
    own = rows.defer(*LARGE, "copy", "review")
    return {f"{row.pk}/own": (row.own, row.application.shred) for row in own}
