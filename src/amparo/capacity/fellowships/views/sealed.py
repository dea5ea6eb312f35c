"""Applying, sealed in the browser: the page with all its questions, and what the browser sends."""

import base64
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.actions import returning, sealed, writing
from amparo.capacity.fellowships.forms import applying as forms
from amparo.capacity.fellowships.forms.sealed import sealed_act
from amparo.capacity.fellowships.models import Application, Call
from amparo.capacity.fellowships.models.workflow import APPLICATION, APPLICATION_LABELS, way
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.identity.actions import BusyError
from amparo.ground.identity.queries import reader
from amparo.ground.interface.guarding import trusted_types
from amparo.ground.questions import queries as questions
from amparo.ground.sealing import canonical
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, FrameRefused

from .call_form import Form, form_of, nobody, private, too_many
from .sealed_words import words

S = Application.State
CHANGEABLE = (S.DRAFT, S.SENT, S.WITHDRAWN)
KILOBYTES = 60  # what the program weighs, at most; a test measures it
# What is asked of whom a later deadline was given: whether it struck them is sealed with the rest.
LATE = Application.Came.EXTENDED
REFUSED = (FrameRefused, BlobRefused, BusyError)


@trusted_types
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply_sealed(request: HttpRequest, slug: str) -> HttpResponse:
    """All screens at once; the program shows one after the other, and sends only what is sealed."""
    row = queries.call(slug)
    if row is None:
        raise Http404
    if request.method == "POST":
        return private(_acted(request, row))
    version = request.GET.get("form", "")
    form = form_of(row, int(version) if version.isdecimal() and len(version) < 8 else None)
    if form is None or form.epoch is None or form.standing.came is None:
        return redirect("fellowships:apply", slug)
    return private(_page(request, form))


def screens(form: Form, *, files: bool = True) -> list[tuple[dict[str, Any], Any]]:
    """Every question with its field; of files, which have none, where they are asked for."""
    whole = questions.WholeForm(form.shape, form.language)
    return [
        (
            {
                "key": asked.key,
                "kind": asked.kind,
                "limit": asked.limit,
                "shown": asked.words(form.language),
                "section": asked.section(form.language),
            },
            whole[asked.key] if asked.key in whole.fields else None,
        )
        for asked in form.shape.questions
        if files or asked.kind != "files"
    ]


def asked_of(form: Form, *, files: bool = True) -> list[dict[str, Any]]:
    """The same as the program needs them."""
    names = ("key", "kind", "shown_if", "required", "limit")
    return [
        {name: asked[name] for name in names}
        for asked in questions.as_json(form.shape, form.language)
        if files or asked["kind"] != "files"
    ]


def _page(request: HttpRequest, form: Form) -> HttpResponse:
    public = vault.door_public(form.call.pk) or {}
    late = form.standing.came == LATE
    context = form.told | {
        "screens": screens(form),
        "more": forms.LastLookForm(
            extensions=form.standing.extensions if late else (),
            language=form.language,
            signed_in=reader(request) is not None,
        ),
        "kilobytes": KILOBYTES,
        "short": canonical.short(str(public["org"]["fingerprint"])),
        "words": words(),
        "about": {
            "form": form.shape.slug,
            "version": form.shape.version,
            "language": form.language,
            "blobs": reverse("vault:blobs"),
            "most": questions.MOST_FILES,
        },
        "questions": asked_of(form),
        "door": public,
    }
    return render(request, "fellowships/apply_sealed.html", context)


def _acted(request: HttpRequest, row: Call) -> HttpResponse:
    """What a browser asks; every refusal says in a word what its program does about it."""
    try:
        act, lookup_hash, told = sealed_act(request.body)
        if told is None:
            returning.allow_return()
            return _under(row, act, lookup_hash)
        if act == "save":
            kept = sealed.save(row, told)
        else:
            kept = sealed.send(row, told, by=reader(request))
        return JsonResponse({"version": kept.version})
    except actions.EpochRetiredError:
        return _changed(row)
    except (writing.ElsewhereError, actions.RefusedError, ValidationError, *REFUSED) as why:
        return _refused(why)


def _refused(why: Exception) -> HttpResponse:
    told: dict[str, Any]
    match why:
        case writing.ElsewhereError():
            told, status = {"code": "elsewhere", "version": why.version}, 409
        case actions.NotThereError():
            told, status = {"code": "gone"}, 404
        case actions.RefusedError():
            told, status = {"code": "closed", "words": str(why)}, 410
        case ValidationError():
            told, status = {"words": why.messages[0]}, 400
        case BusyError():
            told, status = {"words": too_many(why)}, 429
        case _:
            told, status = {"words": str(why)}, 400
    return JsonResponse(told, status=status)


def _changed(row: Call) -> HttpResponse:
    """The call's key is another one by now: here it is, if somebody stands behind it still."""
    public = vault.door_public(row.pk)
    if public is None:
        return JsonResponse({"words": nobody()}, status=503)
    return JsonResponse({"door": public}, status=409)


def _under(row: Call, act: str, lookup_hash: str) -> HttpResponse:
    """What is under a secret of this call, and its end."""
    application = queries.by_lookup(lookup_hash)
    if application is None:
        raise actions.NotThereError
    if application.call_id != row.pk:
        named = words_in(application.call.names, "").text
        told = _("This secret opens an application to another call: %(name)s.") % {"name": named}
        return JsonResponse({"words": told}, status=400)
    if act == "withdraw":
        actions.withdraw(application)
    elif act == "erase":
        actions.erase(application)
        return JsonResponse({"erased": True})
    return JsonResponse(_looked(application))


def _looked(row: Application) -> dict[str, Any]:
    own = queries.own(row)
    came = queries.standing(row.call).came
    return {
        "id": str(row.pk),
        "version": row.version,
        "state": row.state if row.state in CHANGEABLE else "decided",
        "label": str(APPLICATION_LABELS[row.told].applicant),
        "own": base64.b64encode(own).decode() if own else None,
        "changes": row.state in CHANGEABLE and came is not None and own is not None,
        "withdraws": row.told != S.WITHDRAWN
        and way(APPLICATION, "withdraw", row.state) is not None,
        "letters": len(queries.letters(row)),
    }


patterns = [path("fellowships/<slug:slug>/apply/sealed/", apply_sealed, name="apply_sealed")]
