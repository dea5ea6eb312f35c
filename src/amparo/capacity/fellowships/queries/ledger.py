"""Stipends as finance sees them, and nothing else of fellowships."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum

from amparo.capacity.fellowships.models import Disbursement
from amparo.capacity.fellowships.permissions import Permission
from amparo.ground.identity.models import Reader

PAGE = 50


class Sums(NamedTuple):
    """What a grant comes to in one currency and state, without what was cancelled."""

    grant_code: str
    currency: str
    planned: Decimal
    paid: Decimal
    lines: int


def _rows(by: Reader, grant: str = "", state: str = "") -> QuerySet[Disbursement]:
    if not Permission.MONEY.value.allows(by):
        return Disbursement.objects.none()
    rows = Disbursement.objects.select_related("call")
    if grant:
        rows = rows.filter(grant_code=grant)
    return rows.filter(state=state) if state else rows


def ledger(by: Reader, grant: str, state: str, page: int) -> Page[Disbursement] | None:
    """One page of stipends, the newest first; None for who may not see them."""
    if not Permission.MONEY.value.allows(by):
        return None
    return Paginator(_rows(by, grant, state), PAGE).get_page(page)


def sums(by: Reader, grant: str) -> list[Sums]:
    """By grant and currency: what is planned or approved, and what was paid."""
    told: dict[tuple[str, str], dict[str, Decimal]] = {}
    counts: dict[tuple[str, str], int] = {}
    rows = _rows(by, grant).exclude(state=Disbursement.State.CANCELLED).order_by()
    for one in rows.values("grant_code", "currency", "state").annotate(
        amount=Sum("amount"), lines=Count("pk")
    ):
        key = (one["grant_code"], one["currency"])
        paid = one["state"] in (Disbursement.State.PAID, Disbursement.State.RECEIPTED)
        cell = told.setdefault(key, {"planned": Decimal(0), "paid": Decimal(0)})
        cell["paid" if paid else "planned"] += one["amount"]
        counts[key] = counts.get(key, 0) + one["lines"]
    return [
        Sums(grant_code, currency, **cells, lines=counts[(grant_code, currency)])
        for (grant_code, currency), cells in sorted(told.items())
    ]


def grant_codes(by: Reader) -> list[str]:
    """The grants that stipends are of."""
    rows = _rows(by).order_by("grant_code").values_list("grant_code", flat=True)
    return list(rows.distinct())


def line(by: Reader, identifier: UUID) -> Disbursement | None:
    """One sum; None for who may not see it."""
    return _rows(by).filter(pk=identifier).first()


def as_rows(by: Reader, grant: str, state: str) -> Iterator[tuple[str, ...]]:
    """The same lines for a spreadsheet, under their headings."""
    yield ("day", "reference", "grant", "amount", "currency", "state", "receipt", "call")
    for row in _rows(by, grant, state).iterator():
        yield (
            row.day.isoformat(), row.reference, row.grant_code, str(row.amount), row.currency,
            row.state, row.receipt, row.call.slug,
        )  # fmt: skip
