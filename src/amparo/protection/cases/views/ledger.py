"""Money without a story: for finance, and for nobody else."""

import csv
import io
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from amparo.ground.identity.queries import reader
from amparo.protection.cases import actions, queries
from amparo.protection.cases.actions.money import FLOW
from amparo.protection.cases.forms.staff import STATES, LedgerFilter, LineForm
from amparo.protection.cases.models import LedgerLine
from amparo.protection.cases.queries import ledger as money


def _asked(form: LedgerFilter) -> money.Filter:
    """What the filter says; what it says wrongly counts as nothing."""
    form.is_valid()
    told = getattr(form, "cleaned_data", {})
    return money.Filter(
        told.get("grant", ""), told.get("state", ""), told.get("since"), told.get("until")
    )


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Every sum, by grant, state and period, and what they come to."""
    by = reader(request)
    form = LedgerFilter(request.GET, grants=money.grant_codes(by))
    asked = _asked(form)
    page = money.ledger(by, asked, _page(request))
    if page is None:
        raise Http404
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "cases/ledger.html",
        {
            "page": page,
            "lines": [(row, STATES[LedgerLine.State(row.state)]) for row in page.object_list],
            "sums": money.sums(by, asked),
            "form": form,
            "kept": kept.urlencode(),
        },
    )


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One sum: its next state, its receipt."""
    by = reader(request)
    row = money.line(by, line_id)
    if row is None or by is None:
        raise Http404
    form = LineForm(
        request.POST or None,
        states=[row.state, *FLOW[row.state]],
        initial={"state": row.state, "receipt": row.receipt},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.change_line(row, state=told["state"], receipt=told["receipt"].strip(), by=by)
        except actions.RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("cases:ledger")
    state = STATES[LedgerLine.State(row.state)]
    told = {"line": row, "state": state, "form": form, "corrections": money.corrections(row)}
    return render(request, "cases/ledger_line.html", told)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same lines for a spreadsheet."""
    by = reader(request)
    if not money.may_see(by):
        raise Http404
    asked = _asked(LedgerFilter(request.GET, grants=money.grant_codes(by)))
    out = io.StringIO()
    csv.writer(out).writerows(queries.safe_cells(row) for row in money.as_rows(by, asked))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return response


patterns = [
    path("desk/money/", ledger, name="ledger"),
    path("desk/money/ledger.csv", as_csv, name="ledger_csv"),
    path("desk/money/<uuid:line_id>/", line, name="ledger_line"),
]
