"""The money ledger as finance sees it, and nothing else of cases."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum

from amparo.ground.identity.models import Reader
from amparo.protection.cases.models import LedgerCorrection, LedgerLine
from amparo.protection.cases.permissions import Permission

PAGE = 50


class Sums(NamedTuple):
    """What a grant comes to in one currency, without what was cancelled."""

    grant_code: str
    currency: str
    lines: int
    amount: Decimal


class Filter(NamedTuple):
    """What of the ledger is asked for; empty means all."""

    grant: str = ""
    state: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def _rows(by: Reader, asked: Filter) -> QuerySet[LedgerLine]:
    if not Permission.LEDGER.value.allows(by):
        return LedgerLine.objects.none()
    rows = LedgerLine.objects.all()
    if asked.grant:
        rows = rows.filter(grant_code=asked.grant)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.since:
        rows = rows.filter(day__gte=asked.since)
    if asked.until:
        rows = rows.filter(day__lte=asked.until)
    return rows


def ledger(by: Reader, asked: Filter, page: int) -> Page[LedgerLine] | None:
    """One page of the ledger, the newest first; nothing for who may not see it."""
    if not Permission.LEDGER.value.allows(by):
        return None
    return Paginator(_rows(by, asked), PAGE).get_page(page)


def sums(by: Reader, asked: Filter) -> list[Sums]:
    """What was asked for, by grant and currency."""
    rows = _rows(by, asked).exclude(state=LedgerLine.State.CANCELLED)
    told = rows.order_by().values("grant_code", "currency")
    told = told.annotate(lines=Count("pk"), total=Sum("amount"))
    return [
        Sums(row["grant_code"], row["currency"], row["lines"], row["total"])
        for row in told.order_by("grant_code", "currency")
    ]


def grant_codes(by: Reader) -> list[str]:
    """Every grant code there is, for the filter."""
    if not Permission.LEDGER.value.allows(by):
        return []
    codes = LedgerLine.objects.order_by("grant_code").values_list("grant_code", flat=True)
    return list(codes.distinct())


def line(by: Reader, identifier: UUID) -> LedgerLine | None:
    """One line; nothing for who may not see it."""
    return _rows(by, Filter()).filter(pk=identifier).first()


def corrections(row: LedgerLine) -> list[LedgerCorrection]:
    """What a line said before, the oldest first."""
    return list(row.corrections.all())


def as_rows(by: Reader, asked: Filter) -> Iterator[list[str]]:
    """The same as a table of plain text, for a spreadsheet: its head first."""
    yield ["day", "reference", "grant_code", "amount", "currency", "state", "receipt"]
    for row in _rows(by, asked):
        yield [
            row.day.isoformat(),
            row.reference,
            row.grant_code,
            str(row.amount),
            row.currency,
            row.state,
            row.receipt,
        ]


def may_see(by: Reader) -> bool:
    """Whether this reader may see the ledger at all."""
    return Permission.LEDGER.value.allows(by)


def safe_cells(row: list[str]) -> list[str]:
    """Text that no spreadsheet takes for a formula."""
    return [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row]
