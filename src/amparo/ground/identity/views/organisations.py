"""Organisations we work with: named, changed, ended; people of theirs invited."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.ground.identity import actions, queries
from amparo.ground.identity.forms import InvitePartnerForm, OrganisationForm
from amparo.ground.identity.models import Account, Organisation, Role
from amparo.ground.identity.permissions import Permission

from .account import own


def organisations(request: HttpRequest) -> HttpResponse:
    """All of them with their people; sent, adds one."""
    by = _administrator(request)
    form = OrganisationForm(request.POST or None)
    if form.is_valid() and _saved(form, None, by):
        return redirect("identity:organisations")
    return _page(request, by, form=form)


def change(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """One of them; sent, changes it."""
    by, row = _administrator(request), _organisation(request, organisation)
    now = {"name": row.name, "country": row.country, "note": row.note}
    form = OrganisationForm(request.POST or None, initial=now)
    if form.is_valid() and _saved(form, row, by):
        return redirect("identity:organisations")
    return render(request, "identity/organisation.html", {"form": form, "organisation": row})


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """A code for somebody of a partner."""
    by = _administrator(request)
    form = InvitePartnerForm(request.POST, organisations=_living(by))
    if not form.is_valid():
        return _page(request, by, invitation=form)
    label = form.cleaned_data["label"]
    _invitation, code = actions.invite(
        [Role.PARTNER], label=label, by=by, organisation=form.cleaned_data["organisation"]
    )
    context = {"code": code, "label": label, "days": actions.INVITATION_DAYS, "partner": True}
    page = render(request, "identity/invited.html", context)
    page.headers["Cache-Control"] = "no-store, no-transform"
    return page


@require_POST
def end(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """We work with it no more."""
    by = _administrator(request)
    actions.end_organisation(_organisation(request, organisation), by=by)
    return redirect("identity:organisations")


def _page(
    request: HttpRequest,
    by: Account,
    *,
    form: OrganisationForm | None = None,
    invitation: InvitePartnerForm | None = None,
) -> HttpResponse:
    living = _living(by)
    context = {
        "form": form or OrganisationForm(),
        "invitation": invitation or InvitePartnerForm(organisations=living),
        "can_invite": bool(living),
        "partners": queries.partners(by),
    }
    return render(request, "identity/organisations.html", context)


def _saved(form: OrganisationForm, row: Organisation | None, by: Account) -> bool:
    told = form.cleaned_data
    rest = {"country": told["country"], "note": told["note"]}
    try:
        if row is None:
            actions.add_organisation(told["name"], by=by, **rest)
        else:
            actions.rename_organisation(row, told["name"], by=by, **rest)
    except actions.TakenError:
        form.add_error("name", _("An organisation has this name already."))
        return False
    return True


def _living(by: Account) -> list[Organisation]:
    return list(queries.organisations(by).filter(ended_on__isnull=True))


def _organisation(request: HttpRequest, pk: uuid.UUID) -> Organisation:
    return get_object_or_404(queries.organisations(own(request)), pk=pk)


def _administrator(request: HttpRequest) -> Account:
    by = own(request)
    if not Permission.ORGANISATIONS.value.allows(by):
        raise Http404
    return by
