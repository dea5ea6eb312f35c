"""Asking, sealed in the browser: the page with all its questions, and what the browser sends."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.ground.identity.actions import BusyError
from amparo.ground.identity.queries import reader
from amparo.ground.interface.guarding import PICTURES, STRICTER
from amparo.ground.interface.middleware import HEADERS
from amparo.ground.questions import queries as questions
from amparo.ground.sealing import canonical
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, FrameRefused
from amparo.protection.cases import forms, queries
from amparo.protection.cases.actions import EpochRetiredError, asking
from amparo.protection.cases.models import Door

from .asking import HELP, SAFEGUARDING, Form, nobody, open_form, private, told_of, too_many

KILOBYTES = 50  # what the program weighs, at most; a test measures it
# The one place where a page may listen, and play back what it heard.
LISTENING = HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
POLICY = STRICTER.replace(*PICTURES) + "; media-src 'self' blob:"


def listening(response: HttpResponse) -> HttpResponse:
    """The headers of a page on which our program runs and may use the microphone."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Permissions-Policy"] = LISTENING
    return response


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_sealed(request: HttpRequest, kind: str = HELP) -> HttpResponse:
    """All screens at once; the program shows one after the other, and sends only what is sealed."""
    if request.method == "POST":
        return private(_taken(request, kind))
    form = open_form(kind)
    if form is None:
        return redirect("cases:help")
    return listening(private(_page(request, form)))


def _page(request: HttpRequest, form: Form) -> HttpResponse:
    language = form.language
    whole = questions.WholeForm(form.shape, language)
    screens: list[tuple[Any, Any]] = [
        (
            {"key": asked.key, "shown": asked.words(language)},
            whole[asked.key] if asked.key in whole.fields else None,
        )
        for asked in form.shape.questions
    ]
    public = vault.door_public(form.door.pk) or {}
    context = {
        "own": form.own,
        "safeguarding": form.door.kind == SAFEGUARDING,
        "screens": screens,
        "more": forms.CheckForm(signed_in=reader(request) is not None),
        "state": told_of(form.door.kind),
        "kilobytes": KILOBYTES,
        "short": canonical.short(str(public["org"]["fingerprint"])),
        "words": words(),
        "about": about(language) | {"form": form.shape.slug, "version": form.shape.version},
        "questions": [
            {name: asked[name] for name in ("key", "kind", "shown_if")}
            for asked in questions.as_json(form.shape, language)
        ],
        "door": public,
    }
    return render(request, "cases/ask_sealed.html", context)


def about(language: str) -> dict[str, Any]:
    """What the program needs to know of this installation."""
    return {"language": language, "blobs": reverse("vault:blobs"), "most": questions.MOST_FILES}


def words() -> dict[str, str]:
    """The sentences that the programs show, in the page's language."""
    return {
        "count": _("Question %(place)s of about %(of)s"),
        "clean": _("without where and when"),
        "evidence": _("kept as it is"),
        "voice": _("voice"),
        "stop": _("Stop and keep it"),
        "no_microphone": _("There is no microphone here, or the browser may not use it."),
        "too_many": _("There is room for %(most)d files in one request.")
        % {"most": questions.MOST_FILES},
        "too_large": _("This file is larger than 300 MB."),
        "file_missing": _("A file did not arrive, or waited for too long. Please add it again."),
        "picture": _("%(name)s is not a photograph that this browser can read."),
        "canvas": _(
            "This browser does not let a page paint photographs, to protect you. Add it as"
            " evidence, as it is, or use the form without JavaScript, which cleans it for you."
        ),
        "no_line": _("We cannot be reached now. What you wrote is still here; please try again."),
        "refused": _("This did not arrive as it was sent. Please try again."),
        "broken": _("Something did not work. What you wrote is still here; please try again."),
        "answers": _("Answers to you"),
        "unvouched": _("Something came that we cannot vouch for. It is not shown."),
        "gone": _("They are gone from here."),
        "safe": _("Thank you. They will see that you are safe."),
        "sent": _("It is sent. They will read it here."),
        "erased": _(
            "It is being erased: the answers are gone now, the rest goes when a person who holds"
            " the keys confirms it, or by itself on the seventh day."
        ),
        "undelivered": _(
            "This could not be delivered: nothing is kept under this secret, or it was erased. Is"
            " every word as you wrote it down? To write to us again, ask anew."
        ),
        "secret_words": _("There are twelve words; here are %(number)s."),
        "secret_unknown": _("Not in the list: word %(places)s. Is it spelled as you wrote it?"),
        "secret_order": _(
            "Each word is in the list, but together they do not match. Perhaps two changed places,"
            " or one was taken for another."
        ),
        "secret_digits": _("There are forty digits, in ten groups of four; here are %(number)s."),
        "secret_check": _(
            "The digits do not match their check. Perhaps one is wrong, or two changed places."
        ),
    }


def _taken(request: HttpRequest, kind: str) -> HttpResponse:
    by = reader(request)
    try:
        told = forms.sealed_request(request.body, signed_in=by is not None)
        asking.take_sealed(told, kind=kind, by=by)
    except EpochRetiredError:
        return _changed(queries.door(kind))
    except ValidationError as wrong:
        return HttpResponseBadRequest(wrong.messages[0], content_type="text/plain")
    except (FrameRefused, BlobRefused) as wrong:
        return JsonResponse({"words": str(wrong)}, status=400)
    except BusyError as busy:
        return JsonResponse({"words": too_many(busy)}, status=429)
    return JsonResponse({"sent": True})


def _changed(door: Door | None) -> HttpResponse:
    """The door's key is another one by now: here it is, if somebody stands behind it still."""
    public = vault.door_public(door.pk) if door else None
    if public is None:
        return JsonResponse({"words": nobody()}, status=503)
    return JsonResponse({"door": public}, status=409)


patterns = [
    path("contact/ask/sealed/", ask_sealed, name="ask_sealed"),
    path(
        "contact/concern/sealed/",
        ask_sealed,
        {"kind": Door.Kind.SAFEGUARDING.value},
        name="safeguarding_sealed",
    ),
]
