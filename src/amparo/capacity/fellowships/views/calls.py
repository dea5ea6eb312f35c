"""Calls for those who make them: the frame, the words, the criteria, extensions, a preview."""

import zoneinfo
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.capacity.fellowships.actions import calling
from amparo.capacity.fellowships.forms.calls import (
    CallForm,
    CriteriaForm,
    ExtensionForm,
    WordsForm,
    initial,
    programme_slug,
)
from amparo.capacity.fellowships.models import Call
from amparo.capacity.fellowships.permissions import Permission
from amparo.capacity.fellowships.queries.calls import standing
from amparo.capacity.fellowships.queries.desk_calls import call_made, calls_made
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions.acting import RefusedError
from amparo.ground.vocabulary.queries import own_name

from .public import call_context

FORMS = {
    "form": "fellowship",
    "reference_form": "fellowship-reference",
    "follow_up_form": "fellowship-follow-up",
}


def _who(request: HttpRequest, permission: Permission) -> Account:
    by = reader(request)
    if by is None or not permission.value.allows(by):
        raise Http404
    return by


def _call(request: HttpRequest, slug: str, permission: Permission) -> tuple[Call, Account]:
    by = _who(request, permission)
    row = call_made(by, slug)
    if row is None:
        raise Http404
    return row, by


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every call there is, the newest deadline first."""
    by = reader(request)
    rows = calls_made(by)
    if rows is None:
        raise Http404
    told = [(row, standing(row), zoneinfo.ZoneInfo(row.time_zone)) for row in rows]
    return render(
        request,
        "fellowships/calls.html",
        {"calls": told, "may_make": Permission.CALLS.value.allows(by)},
    )


@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """The frame of a new call."""
    by = _who(request, Permission.CALLS)
    form = CallForm(
        request.POST or None, initial=initial(None), language=_language(), form=FORMS["form"]
    )
    if request.method == "POST" and form.is_valid():
        slug = slugify(form.cleaned_data["name"])[:60]
        known = calls_made(by)
        if known is not None and known.filter(slug=slug).exists():
            form.add_error("name", _("There is a call of this name already."))
        else:
            name = form.cleaned_data["programme"]
            programme = calling.have_programme(slug=programme_slug(name), name=name, by=by)
            told = form.told() | FORMS | {"names": {"en": form.cleaned_data["name"]}}
            row = calling.make_call(programme, slug=slug, told=told, by=by)
            return redirect("fellowships:call_desk", row.slug)
    return render(request, "fellowships/call_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change_call(request: HttpRequest, slug: str) -> HttpResponse:
    """The frame of a call again."""
    row, by = _call(request, slug, Permission.CALLS)
    form = CallForm(request.POST or None, initial=initial(row), language=_language(), form=row.form)
    if request.method == "POST" and form.is_valid():
        try:
            told = form.told() | {"names": row.names | {"en": form.cleaned_data["name"]}}
            calling.change_call(row, told=told, by=by)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("fellowships:call_desk", row.slug)
    return render(request, "fellowships/call_form.html", {"form": form, "call": row})


@require_safe
def call_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: what is missing before it can be published, and what comes next."""
    needed = Permission.EXTEND if _only_extends(request) else Permission.CALLS
    row, by = _call(request, slug, needed)
    return _desk_page(request, row, by)


def _desk_page(request: HttpRequest, row: Call, by: Account, *, problem: str = "") -> HttpResponse:
    tags = [tag for tag, _name in settings.LANGUAGES]
    worded = [
        {"tag": tag, "name": own_name(tag), "whole": all(tag in one for one in _texts(row))}
        for tag in tags
    ]
    return render(
        request,
        "fellowships/call_desk.html",
        {
            "call": row,
            "standing": standing(row),
            "zone": zoneinfo.ZoneInfo(row.time_zone),
            "worded": worded,
            "has_key": vault.usable_epoch(row.pk) is not None,
            "criteria": row.criteria.all(),
            "extensions": row.extensions.all(),
            "me": by,
            "may_make": Permission.CALLS.value.allows(by),
            "may_extend": Permission.EXTEND.value.allows(by),
            "problem": problem,
        },
        status=409 if problem else 200,
    )


def _only_extends(request: HttpRequest) -> bool:
    by = reader(request)
    return not Permission.CALLS.value.allows(by) and Permission.EXTEND.value.allows(by)


def _texts(row: Call) -> list[dict[str, str]]:
    return [row.names, row.about, row.reads, *(one.names for one in row.criteria.all())]


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str, tag: str) -> HttpResponse:
    """What a call says in one language, beside the English words."""
    row, by = _call(request, slug, Permission.CALLS)
    if tag not in dict(settings.LANGUAGES):
        raise Http404
    form = WordsForm(request.POST or None, row=row, tag=tag)
    if request.method == "POST" and form.is_valid():
        told = {
            "names": form.laid("name", row.names),
            "about": form.laid("about", row.about),
            "reads": form.laid("reads", row.reads),
        }
        try:
            calling.word_call(
                row,
                told=told,
                programme_about=form.laid("programme_about", row.programme.about),
                criteria={
                    one.key: (
                        form.laid(f"criterion_{one.key}", one.names),
                        form.laid(f"criterion_about_{one.key}", one.about),
                    )
                    for one in row.criteria.all()
                },
                by=by,
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("fellowships:call_desk", row.slug)
    context = {"form": form, "call": row, "tag": tag, "name": own_name(tag)}
    return render(request, "fellowships/call_words.html", context)


@require_http_methods(["GET", "POST"])
def criteria(request: HttpRequest, slug: str) -> HttpResponse:
    """By what files are judged."""
    row, by = _call(request, slug, Permission.CALLS)
    form = CriteriaForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            calling.set_criteria(row, form.told(), by=by)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("fellowships:call_desk", row.slug)
    return render(request, "fellowships/call_criteria.html", {"form": form, "call": row})


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """From now on everybody sees it."""
    row, by = _call(request, slug, Permission.CALLS)
    try:
        calling.publish(row, by=by)
    except RefusedError as refused:
        return _desk_page(request, row, by, problem=str(refused))
    return redirect("fellowships:call_desk", row.slug)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a later deadline; a second colleague has to agree."""
    row, by = _call(request, slug, Permission.EXTEND)
    form = ExtensionForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            until = form.cleaned_data["until"]
            calling.ask_extension(row, reason=form.reason(), until=until, by=by)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("fellowships:call_desk", row.slug)
    return render(request, "fellowships/call_extend.html", {"form": form, "call": row})


@require_POST
def decide_extension(request: HttpRequest, slug: str, extension: UUID) -> HttpResponse:
    """Agree to a later deadline that a colleague asked for, or take it back."""
    row, by = _call(request, slug, Permission.EXTEND)
    found = row.extensions.filter(pk=extension).first()
    if found is None:
        raise Http404
    try:
        if request.POST.get("drop"):
            calling.drop_extension(found, by=by)
        else:
            calling.agree_extension(found, by=by)
    except RefusedError as refused:
        return _desk_page(request, row, by, problem=str(refused))
    return redirect("fellowships:call_desk", row.slug)


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The call's public page before it is public; in the language of the address."""
    row, _by = _call(request, slug, Permission.CALLS)
    context: dict[str, Any] = call_context(row) | {"preview": True}
    return render(request, "fellowships/call.html", context)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


patterns = [
    path("desk/calls/", calls, name="calls"),
    path("desk/calls/new/", new_call, name="call_new"),
    path("desk/calls/<slug:slug>/", call_desk, name="call_desk"),
    path("desk/calls/<slug:slug>/frame/", change_call, name="call_change"),
    path("desk/calls/<slug:slug>/criteria/", criteria, name="call_criteria"),
    path("desk/calls/<slug:slug>/publish/", publish, name="call_publish"),
    path("desk/calls/<slug:slug>/preview/", preview, name="call_preview"),
    path("desk/calls/<slug:slug>/later/", extend, name="call_extend"),
    path(
        "desk/calls/<slug:slug>/later/<uuid:extension>/",
        decide_extension,
        name="call_extension",
    ),
    path("desk/calls/<slug:slug>/words/<slug:tag>/", words, name="call_words"),
]
