"""What is told of a round: counts that the office's device made, looked at again here.

The server cannot count what is sealed. It refuses tables from which a small number could be read,
or worked out: as the only hidden one, from its table's total, or from the sum of another table.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Call, RoundReport
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.interface import actions as interface
from amparo.ground.vault.actions.acting import Act, MalformedError, RefusedError

from .reached import call_of, noted

SMALLEST = 10  # people in a cell that is shown
TOTAL = "total"
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
MOST_CELLS = 100
MOST_TABLES = 20
MOST_WORDS = 4000  # characters a language
Cells = Mapping[str, int | None]


def release(act: Act, *, by: Colleague) -> dict[str, object]:
    """`report.release {call, cells, words}`: counts for everybody, with the digests of the cohorts.

    `cells` is {"stages": {...}, "balance": {dimension: {...}}}; each table has counts of ten and
    more, or null, by code, and under "total" how many it is about.
    """
    call = call_of(act.id("call"), by=by)
    if call.state not in (Call.State.DECIDED, Call.State.ENDED):
        raise RefusedError(_("Tell the applicants first how it ended."))
    told = act.json()
    cells, words = told.get("cells"), told.get("words", {})
    check(cells)
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
    noted("report_released", "call", call.pk, by=by)
    return {"call": str(call.pk)}


def check(cells: Any) -> None:
    """No count under ten, and none that can be worked out. Raises RefusedError, MalformedError."""
    if not isinstance(cells, dict) or set(cells) - {"stages", "balance"}:
        raise MalformedError("cells")
    balance = cells.get("balance", {})
    if not isinstance(balance, dict) or len(balance) >= MOST_TABLES:
        raise MalformedError("cells")
    if not all(KEY.fullmatch(name) for name in balance):
        raise MalformedError("cells")
    tables = [_table(one) for one in (cells.get("stages", {}), *balance.values())]
    totals = {total for table in tables for total in _totals(table)}
    for table in tables:
        hidden = _hidden(table)
        if len(hidden) == 1:
            raise RefusedError(
                _("One count alone can be worked out from the others. Leave out a second one.")
            )
        visible = _sum(table)
        if hidden and any(0 <= total - visible < SMALLEST for total in totals):
            raise RefusedError(
                _("What is left out can be worked out from a total. Leave out another count too.")
            )


def _table(told: Any) -> Cells:
    """One table as it was sent, each count by itself."""
    if not isinstance(told, dict) or len(told) > MOST_CELLS:
        raise MalformedError("cells")
    for key, count in told.items():
        if not KEY.fullmatch(key) or isinstance(count, bool) or not isinstance(count, int | None):
            raise MalformedError("cells")
        if count is not None and not 0 <= count <= 10**7:
            raise MalformedError("cells")
        if count is not None and count < SMALLEST:
            raise RefusedError(_("A count under ten would show somebody. Leave it out."))
    return told


def _hidden(table: Cells) -> list[str]:
    return [key for key, count in table.items() if count is None and key != TOTAL]


def _sum(table: Cells) -> int:
    return sum(count for key, count in table.items() if key != TOTAL and count is not None)


def _totals(table: Cells) -> list[int]:
    """How many people a table is about, as far as it tells: all tables are of the same people."""
    known = [] if table.get(TOTAL) is None else [int(table[TOTAL] or 0)]
    return known if _hidden(table) or not table else [*known, _sum(table)]
