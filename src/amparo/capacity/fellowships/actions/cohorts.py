"""Cohorts while they are composed, frozen once decided, and what is told of a round."""

import re
from typing import Any

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Call, Cohort, RoundReport, Scenario
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.interface import actions as interface
from amparo.ground.vault import actions as vault
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError

from .reached import call_of, composed_of, held_of, noted

DIGEST = re.compile(r"[0-9a-f]{64}")
SMALLEST = 10  # people in a cell that is shown
MOST_CELLS = 100
MOST_WORDS = 4000  # characters a language


def save_scenario(act: Act, *, by: Colleague) -> dict[str, object]:
    """`scenario.save {id, call, epoch, version, frame}`: what is being tried, sealed."""
    call = composed_of(act.id("call"), by=by)
    epoch = held_of(act.id("epoch"), call.pk, by=by)
    version = act.number("version", 1, 1_000_000)
    row = Scenario.objects.filter(pk=act.id("id")).first()
    if row is not None and row.call_id != call.pk:
        raise NotThereError
    if row is None or row.version != version:
        if version != (row.version if row else 0) + 1:
            raise RefusedError(
                _("Somebody changed this while you were writing. Read theirs, then save again.")
            )
        row = row or Scenario(id=act.id("id"), call=call)
        row.epoch, row.version, row.day = epoch, version, today()
        row.frame = vault.keep(act.sealed("frame"), epoch.shred)
        row.save()
    return {"scenario": str(row.pk), "version": row.version}


def drop_scenario(act: Act, *, by: Colleague) -> dict[str, object]:
    """`scenario.drop {call, scenario}`."""
    call = composed_of(act.id("call"), by=by)
    call.scenarios.filter(pk=act.id("scenario")).delete()
    return {"scenario": str(act.id("scenario"))}


def freeze(act: Act, *, by: Colleague) -> dict[str, object]:
    """`cohort.freeze {id, call, number, digest, epoch, frame}`: what was decided, for good."""
    call = composed_of(act.id("call"), by=by)
    found = Cohort.objects.filter(pk=act.id("id")).first()
    if found is not None:
        if found.call_id != call.pk:
            raise NotThereError
        return {"cohort": str(found.pk), "number": found.number}
    digest = act.words("digest", 64)
    if not DIGEST.fullmatch(digest):
        raise MalformedError("digest")
    last = call.cohorts.order_by("-number").values_list("number", flat=True).first() or 0
    number = act.number("number", 1, 10_000)
    if number != last + 1:
        raise RefusedError(_("Somebody froze a cohort at the same moment. Reload and look."))
    epoch = held_of(act.id("epoch"), call.pk, by=by)
    row = Cohort.objects.create(
        id=act.id("id"),
        call=call,
        number=number,
        digest=digest,
        epoch=epoch,
        frame=vault.keep(act.sealed("frame"), epoch.shred),
        decided_by=by.keyring,
        day=today(),
    )
    noted(by, "cohort_frozen", "cohort", row.pk)
    return {"cohort": str(row.pk), "number": number}


def release(act: Act, *, by: Colleague) -> dict[str, object]:
    """`report.release {call, cells, words}`: counts for everybody, with the digests of the cohorts.

    `cells` is {"stages": {...}, "balance": {dimension: {...}}}; each table has counts of ten and
    more, or null; where one is null another one is too, so that no difference tells it.
    """
    call = call_of(act.id("call"), by=by)
    if call.state not in (Call.State.DECIDED, Call.State.ENDED):
        raise RefusedError(_("Tell the applicants first how it ended."))
    told = act.json()
    cells, words = told.get("cells"), told.get("words", {})
    _check_cells(cells)
    if not isinstance(words, dict) or any(
        not isinstance(one, str) or len(one) > MOST_WORDS for one in words.values()
    ):
        raise MalformedError("words")
    digests = list(call.cohorts.order_by("number").values_list("digest", flat=True))
    RoundReport.objects.update_or_create(
        call=call,
        defaults={"cells": cells, "words": words, "digests": digests, "released_on": today()},
    )
    interface.public_changed()
    noted(by, "report_released", "call", call.pk)
    return {"call": str(call.pk)}


def _check_cells(cells: Any) -> None:
    """Raises MalformedError, or RefusedError for a count that would show somebody."""
    if not isinstance(cells, dict) or set(cells) - {"stages", "balance"}:
        raise MalformedError("cells")
    balance = cells.get("balance", {})
    if not isinstance(balance, dict):
        raise MalformedError("cells")
    for table in [cells.get("stages", {}), *balance.values()]:
        if not isinstance(table, dict) or len(table) > MOST_CELLS:
            raise MalformedError("cells")
        hidden = [key for key, count in table.items() if count is None]
        for key, count in table.items():
            if len(str(key)) > 60 or isinstance(count, bool | float | str):
                raise MalformedError("cells")
            if count is not None and (not isinstance(count, int) or 0 < count < SMALLEST):
                raise RefusedError(_("A count under ten would show somebody. Leave it out."))
        if len(hidden) == 1 and "total" in table:
            raise RefusedError(
                _("One count alone can be worked out from the others. Leave out a second one.")
            )
