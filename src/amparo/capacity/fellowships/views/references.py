"""Vouching for somebody: the code, who asks, the questions, and that it is done."""

import zoneinfo
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.capacity.fellowships import actions
from amparo.capacity.fellowships.actions import returning, vouching
from amparo.capacity.fellowships.actions.vouching import Vouching
from amparo.capacity.fellowships.forms import applying as forms
from amparo.capacity.fellowships.models import Reference
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.identity.actions import BusyError
from amparo.ground.questions import queries as questions
from amparo.ground.vault.actions import NoKeyholder

from .again import refusal
from .call_form import language_here, private, too_many


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reference(request: HttpRequest) -> HttpResponse:
    """One box for the code; then who asks, and what is asked."""
    if request.method != "POST":
        return _box(request, forms.CodeForm())
    told = vouching.open_up(request.POST.get("visit", ""))
    if told is not None:
        return _acted(request, told, request.POST.get("go", ""))
    form = forms.CodeForm(request.POST if "secret" in request.POST else None)
    if not form.is_bound or not form.is_valid():
        return _box(request, form)
    try:
        returning.allow_return()
    except BusyError as busy:
        return _box(request, form, trouble=too_many(busy))
    found = vouching.begin(form.cleaned_data["secret"])
    row = vouching.row_of(found) if found else None
    if found is None or row is None:
        return _nothing(request)
    return _page(request, found, row)


def _box(
    request: HttpRequest, form: forms.CodeForm, trouble: str = "", status: int = 0
) -> HttpResponse:
    status = status or (429 if trouble else 422 if form.errors else 200)
    context = {"form": form, "trouble": trouble}
    return private(render(request, "fellowships/reference.html", context, status=status))


def _nothing(request: HttpRequest) -> HttpResponse:
    words = _(
        "Nothing waits under this code: it was answered, or taken back, or a word is not as it was"
        " given to you."
    )
    return _box(request, forms.CodeForm(), trouble=words, status=404)


def _page(
    request: HttpRequest, told: Vouching, row: Reference, form: Any = None, **more: Any
) -> HttpResponse:
    """Who asks, for what, who will read it; and the questions, all on one page."""
    call = row.application.call
    shape = questions.form(call.reference_form, version=told.version)
    if shape is None:
        return _nothing(request)
    context = {
        "visit": vouching.close_up(told),
        "asked": told.asked,
        "until": parse_datetime(told.asked.get("until", "")),
        "zone": zoneinfo.ZoneInfo(call.time_zone),
        "call": call,
        "reads": words_in(call.reads, language_here()),
        "form": form or questions.WholeForm(shape, language_here()),
    }
    status = int(more.pop("status", 422 if form is not None else 200))
    page = render(request, "fellowships/reference_form.html", context | more, status=status)
    return private(page)


def _acted(request: HttpRequest, told: Vouching, go: str) -> HttpResponse:
    row = vouching.row_of(told)
    if row is None:
        return _done(request, "answered") if vouching.answered(told) else _nothing(request)
    if go == "decline":
        actions.decline_reference(row)
        return _done(request, "declined")
    return _answered(request, told, row)


def _answered(request: HttpRequest, told: Vouching, row: Reference) -> HttpResponse:
    shape = questions.form(row.application.call.reference_form, version=told.version)
    if shape is None:
        return _nothing(request)
    form = questions.WholeForm(shape, language_here(), request.POST)
    said = form.answers() if form.is_valid() else {}
    if form.errors or not said:
        return _page(request, told, row, form)
    try:
        vouching.answer(told, row, shape=shape, answers=said, language=language_here())
    except actions.NotThereError:
        return _nothing(request)
    except (BusyError, NoKeyholder, actions.RefusedError) as why:
        return _page(request, told, row, form, **refusal(why))
    return _done(request, "answered")


def _done(request: HttpRequest, what: str) -> HttpResponse:
    return private(render(request, "fellowships/reference_done.html", {"what": what}))


patterns = [path("fellowships/reference/", reference, name="reference")]
