"""Where each colleague is told to sign in, and how long what is kept."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.protection.cases import actions, queries
from amparo.protection.cases.forms.staff import AddressForm, RetentionForm
from amparo.protection.cases.permissions import Permission
from amparo.protection.cases.queries import telling


@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Each colleague's own addresses: add, try, take away."""
    by = reader(request)
    if by is None or telling.addresses(by) is None:
        raise Http404
    form = AddressForm(initial={"language": get_language()})
    said = ""
    if request.method == "POST":
        go, _colon, which = request.POST.get("go", "").partition(":")
        if go == "add":
            form = AddressForm(request.POST)
            if form.is_valid() and _add(form, by=by):
                return redirect("cases:notices")
        else:
            said = _one(go, which, by=by)
            if not said:
                return redirect("cases:notices")
    rows = [(row, actions.where(row)) for row in telling.addresses(by) or []]
    response = render(request, "cases/notices.html", {"rows": rows, "form": form, "said": said})
    response["Cache-Control"] = "no-store, no-transform"
    return response


def _add(form: AddressForm, *, by: Account) -> bool:
    told: dict[str, Any] = form.cleaned_data
    try:
        actions.add_address(**told, by=by)
    except actions.RefusedError as refused:
        form.add_error("address", str(refused))
        return False
    return True


def _one(go: str, which: str, *, by: Account) -> str:
    """Try or remove one address; what to say about it, or nothing."""
    try:
        row = telling.address(by, UUID(which))
    except ValueError:
        row = None
    if row is None:
        raise Http404
    if go == "remove":
        actions.remove_address(row, by=by)
        return ""
    if actions.try_address(row):
        return _("A test went out. See whether it arrives.")
    return _("The test did not go out. Look at the address again.")


@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """How many days what is kept: the organisation's own decision."""
    by = reader(request)
    if by is None or not Permission.RETENTION.value.allows(by):
        raise Http404
    form = RetentionForm.of(queries.retention(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_retention(**form.cleaned_data, by=by)
        return redirect("front:desk")
    return render(request, "cases/retention.html", {"form": form})


patterns = [
    path("desk/notices/", notices, name="notices"),
    path("desk/retention/", retention, name="retention"),
]
