"""Counts that a keyholder's device made: looked at again here, then shown to everybody.

The server cannot count what is sealed. It can refuse a table from which a small number could be
read, or worked out: directly, from a total, or from another table of the same or a like period.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from amparo.ground.identity.models import Role
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.protection.cases.models import Figure
from amparo.protection.cases.queries.reach import Colleague, today

SMALLEST = 10
TOTAL = "total"
KINDS = ("need", "violation", "region", "outcome", "time")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
MOST_CELLS = 60


def release(act: Act, *, by: Colleague) -> dict[str, object]:
    """`figures.release {since, until, kind, cells}`: cells by code, null where too few."""
    if not by.has(Role.KEYHOLDER):
        raise NotThereError
    since, until, kind = act.day("since"), act.day("until"), act.words("kind", 20)
    cells = act.told.get("cells")
    if kind not in KINDS or not isinstance(cells, dict) or not 0 < len(cells) <= MOST_CELLS:
        raise MalformedError("cells")
    if since > until or until >= today():
        raise RefusedError(_("Choose a period that is over."))
    check(cells)
    same = Figure.objects.filter(since=since, until=until, kind=kind).first()
    if same is not None and same.cells == cells:
        return {"figure": str(same.id)}
    if same is not None:
        raise RefusedError(_("Figures of this period are out. Two versions would tell too much."))
    if Figure.objects.filter(kind=kind, since__lte=until, until__gte=since).exists():
        raise RefusedError(
            _("Figures of a period that overlaps are out: the difference would tell too much.")
        )
    for other in Figure.objects.filter(since=since, until=until):
        check_against(cells, other.cells)
        check_against(other.cells, cells)
    row = Figure.objects.create(
        since=since, until=until, kind=kind, cells=cells, released_on=today()
    )
    note(
        by=by.account.actor,
        verb="cases.figures_released",
        kind="cases.figure",
        object_id=str(row.id),
    )
    public_changed()
    return {"figure": str(row.id)}


def check(cells: Mapping[str, object]) -> None:
    """No cell under ten, none that can be worked out. Raises RefusedError or MalformedError."""
    for key, value in cells.items():
        if not KEY.fullmatch(key) or isinstance(value, bool):
            raise MalformedError("cells")
        if value is not None and (not isinstance(value, int) or value > 10**7):
            raise MalformedError("cells")
        if isinstance(value, int) and value < SMALLEST:
            raise RefusedError(
                _("A number under %(least)d stays here: it could point at somebody.")
                % {"least": SMALLEST}
            )
    hidden = [key for key, value in cells.items() if value is None and key != TOTAL]
    if len(hidden) == 1:
        raise RefusedError(
            _("One hidden number alone can be worked out from the others: hide a second one.")
        )
    total = cells.get(TOTAL)
    if isinstance(total, int):
        _check_rest(cells, total, hidden)


def check_against(cells: Mapping[str, int | None], other: Mapping[str, int | None]) -> None:
    """The other table's total must not tell what these cells hide. Raises RefusedError."""
    hidden = [key for key, value in cells.items() if value is None and key != TOTAL]
    shown = [value for key, value in other.items() if key != TOTAL]
    totals = [other.get(TOTAL)]
    if all(value is not None for value in shown):
        totals.append(sum(value for value in shown if value is not None))
    for total in totals:
        if total is not None:
            _check_rest(cells, total, hidden)


def _check_rest(cells: Mapping[str, object], total: int, hidden: list[str]) -> None:
    visible = sum(value for key, value in cells.items() if key != TOTAL and isinstance(value, int))
    if hidden and 0 <= total - visible < SMALLEST:
        raise RefusedError(
            _("What is hidden can be worked out from the total: hide another number too.")
        )
