"""Coming back with the secret: answers, a word back, files, *I am safe*, and the end of it all."""

import base64
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.ground.identity.actions import BusyError
from amparo.ground.questions.actions import uploads
from amparo.ground.sealing import receipts
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, FrameRefused, NoKeyholder
from amparo.ground.vault.models import KeyEpoch
from amparo.ground.vault.uploading import seals_uploads
from amparo.protection.cases import forms, queries
from amparo.protection.cases.actions import inbox
from amparo.protection.cases.actions.submissions import EpochRetiredError
from amparo.protection.cases.models import Door
from amparo.protection.cases.queries.senders import door_for

from .asking import language_here, nobody, private, too_many
from .sealed import about, listening, words
from .sealed import patterns as sealed_patterns

SIZES = (32_768, 131_072, 524_288, 2_097_152)  # of an answer to a browser, padding included


def _door_asked(request: HttpRequest) -> KeyEpoch | None:
    """The door's key that files are sealed to, as the address names it."""
    try:
        told = uuid.UUID(request.GET.get("to", ""))
    except ValueError:
        return None
    epoch = vault.epoch_for_upload(None, told)
    return epoch if epoch and epoch.scope_kind == KeyEpoch.Scope.DOOR else None


def _recipient(request: HttpRequest) -> str:
    epoch = _door_asked(request)
    return epoch.recipient if epoch else ""


@seals_uploads(_recipient)
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """One box for the secret; then what waits under it."""
    if request.method != "POST":
        return _box(request, forms.ReturnForm())
    if request.content_type == "application/json":
        return _sealed(request)
    told = inbox.open_up(request.POST.get("visit", ""))
    if told is not None:
        return _acted(request, told, request.POST.get("go", "say"))
    form = forms.ReturnForm(request.POST if "secret" in request.POST else None)
    if not form.is_bound or not form.is_valid():
        return _box(request, form)
    try:
        inbox.allow_return()
    except BusyError as busy:
        return _box(request, form, trouble=too_many(busy))
    return _inbox(request, inbox.visit(form.cleaned_data["secret"]))


def _box(request: HttpRequest, form: forms.ReturnForm, trouble: str = "") -> HttpResponse:
    status = 429 if trouble else 422 if form.errors else 200
    context = {"form": form, "trouble": trouble, "words": words(), "about": about(language_here())}
    return listening(private(render(request, "cases/again.html", context, status=status)))


def _inbox(request: HttpRequest, told: inbox.Visit, **more: Any) -> HttpResponse:
    """What waits; the same page when nothing does and when nobody knows the secret."""
    found = inbox.look(told.receipt)
    told.shown = [letter.id for letter in found.letters]
    context = {
        "visit": inbox.close_up(told),
        "found": found,
        "form": forms.AnswerForm(initial={"words": told.words}),
        "files": told.files,
    }
    status = int(more.pop("status", 200))
    return private(render(request, "cases/inbox.html", context | more, status=status))


def _acted(request: HttpRequest, told: inbox.Visit, go: str) -> HttpResponse:
    go, _colon, where = go.partition(":")
    lookup = told.receipt.lookup_hash
    form = forms.AnswerForm(request.POST)
    if "words" in request.POST:
        if not form.is_valid():
            return _inbox(request, told, form=form, status=422)
        told.words = form.cleaned_data["words"]
    match go:
        case "read":
            inbox.read(lookup, told.shown)
            answer = _inbox(request, told, said=_("They are gone from here."))
        case "safe":
            words = _("Thank you. They will see that you are safe.")
            answer = _inbox(request, told, said=words if inbox.safe(lookup) else "")
        case "erase":
            answer = private(render(request, "cases/erase.html", {"visit": inbox.close_up(told)}))
        case "erased":
            inbox.erase(lookup)
            answer = private(render(request, "cases/erased.html"))
        case "files" | "add" | "drop":
            answer = _files(request, told, where if go == "drop" else "")
        case "say":
            answer = _said(request, told)
        case _:
            answer = _inbox(request, told)
    return answer


def _files(request: HttpRequest, told: inbox.Visit, dropped: str) -> HttpResponse:
    """Files to add, sealed to the door they belong to."""
    public = door_for(queries.by_lookup(told.receipt.lookup_hash))
    if public is None:
        return _inbox(request, told, trouble=nobody())
    refused = _taken(request, told)
    told.files = [one for one in told.files if one["blob"] != dropped]
    context = {
        "visit": inbox.close_up(told),
        "files": told.files,
        "refused": refused,
        "key": public["epoch"]["id"],
    }
    return private(render(request, "cases/again_files.html", context))


def _taken(request: HttpRequest, told: inbox.Visit) -> list[str]:
    epoch = _door_asked(request)
    if epoch is None:
        return []
    taken, refused = uploads.take(
        request.FILES, epoch, token=told.token, held=told.files, house="cases"
    )
    told.files = [*told.files, *taken]
    return refused


def _said(request: HttpRequest, told: inbox.Visit) -> HttpResponse:
    refused = _taken(request, told)
    if refused:
        return _inbox(request, told, trouble=" ".join(refused), status=422)
    if not told.words and not told.files:
        return _inbox(request, told)
    return _said_now(request, told)


def _said_now(request: HttpRequest, told: inbox.Visit) -> HttpResponse:
    try:
        inbox.say(told)
    except BusyError as busy:
        return _inbox(request, told, trouble=too_many(busy), status=429)
    except (NoKeyholder, EpochRetiredError):
        return _inbox(request, told, trouble=nobody(), status=503)
    except BlobRefused as gone:
        told.files = []
        return _inbox(request, told, trouble=str(gone), status=422)
    except inbox.NotHereError:
        words = _(
            "This could not be delivered: nothing is kept under this secret, or it was erased. Is"
            " every word as you wrote it down? To write to us again, ask anew."
        )
        return _inbox(request, told, trouble=words, status=404)
    fresh = inbox.visit(told.receipt.secret)
    return _inbox(request, fresh, said=_("It is sent. They will read it here."))


def _sealed(request: HttpRequest) -> HttpResponse:
    """What a browser asks that opens by itself: only the lookup comes here, never the secret."""
    try:
        told = forms.sealed_visit(request.body)
        inbox.allow_return()
        return private(_sealed_act(told))
    except ValidationError as wrong:
        return HttpResponseBadRequest(wrong.messages[0], content_type="text/plain")
    except BusyError as busy:
        return private(JsonResponse({"words": too_many(busy)}, status=429))


def _sealed_act(told: Any) -> HttpResponse:
    lookup_hash = receipts.hash_of(told["lookup"])
    match told["act"]:
        case "look":
            return _looked(told["lookup"])
        case "read":
            inbox.read(lookup_hash, told["ids"])
            return _looked(told["lookup"])
        case "safe":
            return JsonResponse({"safe": inbox.safe(lookup_hash)})
        case "erase":
            inbox.erase(lookup_hash)
            return JsonResponse({"erased": True})
        case "door":
            return JsonResponse({"door": door_for(queries.by_lookup(lookup_hash))})
        case _:
            return _sealed_say(told, lookup_hash)


def _looked(lookup: str) -> HttpResponse:
    """Frames to open, and zeros behind them: one size for nothing new and for nobody known."""
    submission, slots, due = inbox.give(lookup)
    told = {
        "submission": str(submission.pk if submission else uuid.uuid4()),
        "slots": [{"id": one, "frame": base64.b64encode(framed).decode()} for one, framed in slots],
        "due": due.isoformat() if due else "",
        "door": door_for(submission),
        "padding": "",
    }
    answer = JsonResponse(told)
    size = next((size for size in SIZES if size >= len(answer.content)), len(answer.content))
    told["padding"] = "0" * (size - len(answer.content))
    return JsonResponse(told)


def _sealed_say(told: Any, lookup_hash: str) -> HttpResponse:
    submission = queries.by_lookup(lookup_hash)
    door = submission.door if submission else queries.door(Door.Kind.HELP)
    epoch = vault.usable_epoch(door.pk) if door else None
    if epoch is None:
        return JsonResponse({"words": nobody()}, status=503)
    try:
        inbox.take_sealed(told["lookup"], forms.sealed_answer(told, epoch))
    except inbox.NotHereError:
        return JsonResponse({"code": "unknown"}, status=404)
    except (FrameRefused, BlobRefused) as wrong:
        return JsonResponse({"words": str(wrong)}, status=400)
    except (EpochRetiredError, forms.OtherEpochError):
        return JsonResponse({"code": "epoch", "door": door_for(submission)}, status=409)
    return JsonResponse({"sent": True})


patterns = [path("contact/again/", again, name="again"), *sealed_patterns]
