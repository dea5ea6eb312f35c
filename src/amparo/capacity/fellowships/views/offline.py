"""Applying without a line: a file to take along, and the door at which what it made arrives."""

import gzip
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.actions import sealed, writing
from amparo.capacity.fellowships.forms.sealed import Carried, UploadForm
from amparo.capacity.fellowships.models import Call
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.identity.actions import BusyError
from amparo.ground.sealing import canonical
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, FrameRefused
from amparo.ground.vocabulary.queries import own_name

from .call_form import Form, form_of, language_here, private, too_many
from .offline_file import file_of, name_of

TAGS = {tag for tag, _name in settings.LANGUAGES}


def _call(slug: str) -> Call:
    row = queries.call(slug)
    if row is None:
        raise Http404
    return row


def _open(slug: str) -> Form | None:
    """The call with its questions, while something can be sent that somebody could open."""
    form = form_of(_call(slug))
    if form is None or form.epoch is None or form.standing.came is None:
        return None
    return form


def _place(request: HttpRequest, form: Form) -> str:
    """Where the file says that it is sent to."""
    with translation.override(form.language):
        there = reverse("fellowships:upload", args=[form.call.slug])
    return request.build_absolute_uri(there)


@require_safe
@login_not_required
def offline(request: HttpRequest, slug: str) -> HttpResponse:
    """What the file is, how to know that it is the right one, and what to do with it."""
    form = _open(slug)
    if form is None:
        return redirect("fellowships:apply", slug)
    content = file_of(form, _place(request, form))
    key = vault.organisation()
    context = form.told | {
        "tag": form.language,
        "file": name_of(form),
        "size": len(content),
        "short": canonical.short(key.fingerprint) if key else "",
        "sum": hashlib.sha256(content).hexdigest(),
        "others": [(tag, own_name(tag)) for tag in sorted(TAGS) if tag != form.language],
    }
    return private(render(request, "fellowships/offline.html", context))


@require_safe
@login_not_required
def offline_file(request: HttpRequest, slug: str, tag: str) -> HttpResponseBase:
    """The file itself, in a language. Streamed, so that nobody on the way out marks it."""
    if tag not in TAGS:
        raise Http404
    with translation.override(tag):
        form = _open(slug)
        if form is None:
            return redirect("fellowships:apply", slug)
        content, name = file_of(form, _place(request, form)), name_of(form)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = gzip.compress(content, 6, mtime=0) if packed else content
    response = StreamingHttpResponse([body], content_type="text/html; charset=utf-8")
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Content-Length"] = str(len(body))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes the file that was saved at the end, from anybody, anywhere."""
    row = _call(slug)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_bound or not form.is_valid():
        return _upload_page(request, row, form=form, status=422 if form.errors else 200)
    return _taken(request, row, form.cleaned_data["file"])


def _taken(request: HttpRequest, row: Call, told: Carried) -> HttpResponse:
    """Whether it arrived, or why not; its bearer learns nothing else of it."""
    key = vault.organisation()
    if key is None or key.fingerprint != told.org:
        return _upload_page(request, row, trouble=_("This file was made for another organisation."))
    if told.call != row.pk:
        return _other_call(request, row, told)
    try:
        _application, again = sealed.take_carried(row, told.sealed, before=told.before)
    except Exception as why:
        trouble, status = _why(why)
        if not trouble:
            raise
        return _upload_page(request, row, trouble=trouble, status=status)
    return _upload_page(request, row, done="again" if again else "new")


def _other_call(request: HttpRequest, row: Call, told: Carried) -> HttpResponse:
    other = queries.call_by_id(told.call)
    words = _("This file was made for another call.")
    return _upload_page(request, row, trouble=words, other=other)


def _why(why: Exception) -> tuple[str, int]:
    """Why a file was not taken, for its bearer; nothing where it is no refusal."""
    told: tuple[tuple[Any, str, int], ...] = (
        (
            writing.ElsewhereError,
            _(
                "What came since under the same secret stays: this file is older, or was not made"
                " after it. Whoever wrote it can look with their secret."
            ),
            409,
        ),
        (
            actions.EpochRetiredError,
            _(
                "Nobody here holds the key any more that this file was sealed to, so it was not"
                " taken: whoever wrote it takes the newest file from our page, opens this one in"
                " it with their secret, and saves it again."
            ),
            409,
        ),
        (
            actions.ClosedError,
            _("This call is closed: the file arrived after the deadline and was not taken."),
            410,
        ),
        (
            actions.NotThereError,
            _("What this file belongs to was erased. It is not taken a second time."),
            410,
        ),
        (
            actions.RefusedError,
            _("This application is being decided on and cannot be changed any more."),
            409,
        ),
        ((FrameRefused, BlobRefused), _("This file was broken on its way."), 400),
    )
    if isinstance(why, BusyError):
        return too_many(why), 429
    return next(((words, status) for kind, words, status in told if isinstance(why, kind)), ("", 0))


def _upload_page(request: HttpRequest, row: Call, status: int = 400, **more: Any) -> HttpResponse:
    form = form_of(row)
    context = (form.told if form else {}) | {
        "call": row,
        "name": words_in(row.names, language_here()),
        "form": more.pop("form", None) or UploadForm(),
        "open": queries.standing(row).came is not None,
    }
    if other := more.get("other"):
        more["other_name"] = words_in(other.names, language_here())
    page = "fellowships/upload_done.html" if "done" in more else "fellowships/upload.html"
    status = 200 if "done" in more else status
    return private(render(request, page, context | more, status=status))


patterns = [
    path("fellowships/<slug:slug>/offline/", offline, name="offline"),
    path("fellowships/<slug:slug>/offline/<str:tag>.html", offline_file, name="offline_file"),
    path("fellowships/<slug:slug>/upload/", upload, name="upload"),
]
