"""Figures that were released, as they are drawn and listed for everybody."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from amparo.protection.cases.models import Figure

from .words import KINDS, called

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Cell:
    """One number; None: under ten, or hidden so that another cannot be worked out.

    `width` is of 400, `y` the top of its bar in the drawing.
    """

    code: str
    label: str
    count: int | None
    width: int
    y: int


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of figure over one period. `height` is the drawing's."""

    kind: str
    title: str
    since: datetime.date
    until: datetime.date
    cells: list[Cell]
    total: int | None
    height: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.since.isoformat()}"


BAR, GAP = 14, 8


def figures() -> list[Table]:
    """Every released table, the newest period first. One query."""
    return [_table(row) for row in Figure.objects.all()]


def _table(row: Figure) -> Table:
    told = {code: count for code, count in row.cells.items() if code != TOTAL}
    order = sorted(told, key=lambda code: (told[code] is None, -(told[code] or 0), code))
    most = max((count for count in told.values() if count is not None), default=0)
    cells = [
        Cell(
            code,
            called(code),
            told[code],
            round(400 * (told[code] or 0) / most) if most else 0,
            place * (BAR + GAP),
        )
        for place, code in enumerate(order)
    ]
    return Table(
        row.kind,
        str(KINDS.get(row.kind, row.kind)),
        row.since,
        row.until,
        cells,
        row.cells.get(TOTAL),
        max(1, len(cells) * (BAR + GAP) - GAP),
    )


def as_rows() -> Iterator[list[str]]:
    """The same as one table of plain text, codes as they are: its head first."""
    yield ["since", "until", "kind", "code", "count"]
    for row in Figure.objects.all():
        for code, count in row.cells.items():
            shown = "under 10 or hidden" if count is None else str(count)
            yield [row.since.isoformat(), row.until.isoformat(), row.kind, code, shown]
