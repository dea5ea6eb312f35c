"""Stipends without a name: for finance, and for nobody else."""

import csv
import io
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from amparo.capacity.fellowships.actions import money as actions
from amparo.capacity.fellowships.forms.money import STATES, StipendFilter, StipendForm
from amparo.capacity.fellowships.models import Disbursement
from amparo.capacity.fellowships.permissions import Permission
from amparo.capacity.fellowships.queries import ledger
from amparo.ground.identity.queries import reader
from amparo.ground.vault.actions.acting import RefusedError

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _asked(form: StipendFilter) -> tuple[str, str]:
    """What the filter says; what it says wrongly counts as nothing."""
    form.is_valid()
    told = getattr(form, "cleaned_data", {})
    return str(told.get("grant", "")), str(told.get("state", ""))


@require_safe
def stipends(request: HttpRequest) -> HttpResponse:
    """Every sum, by grant and state, and what they come to."""
    by = reader(request)
    form = StipendFilter(request.GET, grants=ledger.grant_codes(by))
    grant, state = _asked(form)
    number = request.GET.get("page", "")
    page = ledger.ledger(by, grant, state, int(number) if number.isdecimal() else 1)
    if page is None:
        raise Http404
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": page,
        "lines": [(row, STATES[Disbursement.State(row.state)]) for row in page.object_list],
        "sums": ledger.sums(by, grant),
        "form": form,
        "kept": kept.urlencode(),
    }
    return render(request, "fellowships/stipends.html", context)


@require_http_methods(["GET", "POST"])
def stipend(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One sum: its next state, its day, its receipt."""
    by = reader(request)
    row = ledger.line(by, line_id)
    if row is None or by is None:
        raise Http404
    form = StipendForm(
        request.POST or None,
        states=[row.state, *sorted(actions.FLOW[row.state])],
        initial={"state": row.state, "receipt": row.receipt, "day": row.day},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.change(
                row, state=told["state"], receipt=told["receipt"].strip(), day=told["day"], by=by
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("fellowships:money")
    state = STATES[Disbursement.State(row.state)]
    context = {"line": row, "state": state, "form": form}
    return render(request, "fellowships/stipend.html", context)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same lines for a spreadsheet; no cell is a formula."""
    by = reader(request)
    if not Permission.MONEY.value.allows(by):
        raise Http404
    grant, state = _asked(StipendFilter(request.GET, grants=ledger.grant_codes(by)))
    out = io.StringIO()
    for cells in ledger.as_rows(by, grant, state):
        csv.writer(out).writerow([f"'{one}" if one.startswith(FORMULA) else one for one in cells])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="stipends.csv"'
    return response


patterns = [
    path("desk/stipends/", stipends, name="money"),
    path("desk/stipends/stipends.csv", as_csv, name="money_csv"),
    path("desk/stipends/<uuid:line_id>/", stipend, name="money_line"),
]
