"""Coming back with the secret: where it stands, letters, a word back, an offer, who vouches; and
going on with it, withdrawing and erasing."""

import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.actions import returning, writing
from amparo.capacity.fellowships.actions.returning import Found, Visit
from amparo.capacity.fellowships.forms import applying as forms
from amparo.capacity.fellowships.models import Application
from amparo.capacity.fellowships.models.workflow import (
    APPLICATION,
    APPLICATION_LABELS,
    FELLOWSHIP_LABELS,
    way,
)
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.identity.actions import BusyError
from amparo.ground.questions import queries as questions
from amparo.ground.questions.actions import uploads
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, NoKeyholder
from amparo.ground.vault.models import KeyEpoch
from amparo.ground.vault.uploading import seals_uploads

from .applying import check_page
from .call_form import form_of, language_here, nobody, of_draft, private, too_many

S = Application.State
Act = Callable[[HttpRequest, Visit, Found, str, str], HttpResponse]
CHANGEABLE = (S.DRAFT, S.SENT, S.WITHDRAWN)
SILENT = (S.DRAFT, S.WITHDRAWN)  # nobody of the office would read a letter there
VOUCHED = (S.DRAFT, S.SENT, S.ELIGIBLE, S.SHORTLISTED)


def _epoch_asked(request: HttpRequest) -> KeyEpoch | None:
    """The call's key that files are sealed to, as the address names it."""
    try:
        told = uuid.UUID(request.GET.get("to", ""))
    except ValueError:
        return None
    epoch = vault.epoch_for_upload(None, told)
    return epoch if epoch and epoch.scope_kind == KeyEpoch.Scope.CALL else None


def _recipient(request: HttpRequest) -> str:
    epoch = _epoch_asked(request)
    return epoch.recipient if epoch else ""


@seals_uploads(_recipient)
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """One box for the secret; then what there is under it."""
    if request.method != "POST":
        return _box(request, forms.ReturnForm())
    told = returning.open_up(request.POST.get("visit", ""))
    form = None if told else forms.ReturnForm(request.POST if "secret" in request.POST else None)
    if form is not None and not (form.is_bound and form.is_valid()):
        return _box(request, form)
    if told is None and form is not None:
        try:
            returning.allow_return()
        except BusyError as busy:
            return _box(request, form, trouble=too_many(busy))
        told = returning.visit(form.cleaned_data["secret"])
    found = returning.look(told) if told else None
    if told is None or found is None:
        words = _(
            "Nothing is kept under this secret: perhaps it was erased, or a word is not as you"
            " wrote it down."
        )
        return _box(request, forms.ReturnForm(), trouble=words, status=404)
    return _acted(request, told, found, request.POST.get("go", ""))


def _box(
    request: HttpRequest, form: forms.ReturnForm, trouble: str = "", status: int = 0
) -> HttpResponse:
    status = status or (429 if trouble else 422 if form.errors else 200)
    context = {"form": form, "trouble": trouble}
    return private(render(request, "fellowships/again.html", context, status=status))


def state_words(found: Found) -> str:
    """Where it stands, in the words for whom it is about."""
    if found.fellowship is not None:
        return str(FELLOWSHIP_LABELS[found.fellowship.told].applicant)
    return str(APPLICATION_LABELS[found.application.told].applicant)


def _page(
    request: HttpRequest, told: Visit, found: Found | None = None, **more: Any
) -> HttpResponse:
    """Everything there is under a secret, as it is now."""
    found = returning.look(told)
    if found is None:
        return private(render(request, "fellowships/again_erased.html", {}))
    told.shown = [letter.id for letter in found.letters]
    row, call = found.application, found.application.call
    standing = queries.standing(call)
    offered = row.told == S.OFFERED and way(APPLICATION, "accept", row.state) is not None
    context = {
        "visit": returning.close_up(told),
        "found": found,
        "row": row,
        "call": call,
        "name": words_in(call.names, language_here()),
        "standing": standing,
        "zone": zoneinfo.ZoneInfo(call.time_zone),
        "state": state_words(found),
        "offered": offered,
        "taken": row.told == S.ACCEPTED and found.fellowship is None,
        "changes": _changes(found, standing),
        "writes": row.state not in SILENT,
        "vouched": row.state in VOUCHED and bool(call.reference_form),
        "withdraws": row.told != S.WITHDRAWN
        and way(APPLICATION, "withdraw", row.state) is not None,
        "form": forms.WriteForm(initial={"words": told.words}),
        "files": told.files,
    }
    status = int(more.pop("status", 200))
    page = render(request, "fellowships/again_home.html", context | more, status=status)
    return private(page)


def _changes(found: Found, standing: queries.Standing) -> bool:
    """Whether it can still be written on, or sent again."""
    row = found.application
    return row.state in CHANGEABLE and standing.came is not None and bool(row.own)


def _acted(request: HttpRequest, told: Visit, found: Found, go: str) -> HttpResponse:
    go, _colon, where = go.partition(":")
    if "words" in request.POST and go in ("say", "files"):
        written = forms.WriteForm(request.POST)
        if not written.is_valid():
            return _page(request, told, form=written, status=422)
        told.words = written.cleaned_data["words"]
    act = ACTS.get(go)
    return act(request, told, found, go, where) if act else _page(request, told)


def _read(request: HttpRequest, told: Visit, found: Found, *_went: str) -> HttpResponse:
    returning.read(found, told.shown)
    return _page(request, told, said=_("They are gone from here."))


def _sure(request: HttpRequest, told: Visit, found: Found, what: str, _where: str) -> HttpResponse:
    """What would happen, before it does."""
    context = {"visit": returning.close_up(told), "what": what, "found": found}
    return private(render(request, "fellowships/again_sure.html", context))


def _edited(request: HttpRequest, told: Visit, found: Found, *_went: str) -> HttpResponse:
    """On with it: what was saved last, opened in memory, at its last look."""
    draft = writing.reopen(found.application, told.receipt, language_here())
    form = form_of(found.application.call)
    if draft is None or form is None or form.standing.came is None:
        return _page(request, told, trouble=_("It cannot be changed any more."), status=409)
    return check_page(request, of_draft(form, draft), draft)


def _decided(request: HttpRequest, told: Visit, found: Found, go: str, _where: str) -> HttpResponse:
    accept = go == "accept"
    try:
        returning.decide(found.application, accept=accept)
    except actions.RefusedError as why:
        return _page(request, told, trouble=str(why), status=409)
    words = (
        _("Thank you. We write to you here about what comes next.")
        if accept
        else _("You gave the place back. Thank you for telling us.")
    )
    return _page(request, told, said=words)


def _withdrawn(request: HttpRequest, told: Visit, _found: Found, *_went: str) -> HttpResponse:
    try:
        returning.withdraw(told)
    except actions.RefusedError as why:
        return _page(request, told, trouble=str(why), status=409)
    return _page(request, told, said=_("It is withdrawn."))


def _erased(request: HttpRequest, told: Visit, _found: Found, *_went: str) -> HttpResponse:
    returning.erase(told)
    return private(render(request, "fellowships/again_erased.html", {}))


def _files(request: HttpRequest, told: Visit, found: Found, go: str, where: str) -> HttpResponse:
    """Files to add, sealed to the call they belong to."""
    epoch = vault.usable_epoch(found.application.call_id)
    if epoch is None:
        return _page(request, told, trouble=nobody(), status=503)
    refused = _taken(request, told)
    told.files = [one for one in told.files if go != "drop" or one["blob"] != where]
    context = {
        "visit": returning.close_up(told),
        "files": told.files,
        "refused": refused,
        "key": str(epoch.pk),
    }
    return private(render(request, "fellowships/again_files.html", context))


def _taken(request: HttpRequest, told: Visit) -> list[str]:
    epoch = _epoch_asked(request)
    if epoch is None:
        return []
    taken, refused = uploads.take(
        request.FILES, epoch, token=told.token, held=told.files, house=writing.HOUSE
    )
    told.files = [*told.files, *taken]
    return refused


def _said(request: HttpRequest, told: Visit, found: Found, *_went: str) -> HttpResponse:
    refused = _taken(request, told)
    if refused:
        return _page(request, told, trouble=" ".join(refused), status=422)
    if not told.words and not told.files:
        return _page(request, told)
    try:
        if found.application.state in SILENT:
            raise actions.NotThereError
        returning.say(told, found.application)
    except BlobRefused as gone:
        told.files = []
        return _page(request, told, trouble=str(gone), status=422)
    except (BusyError, NoKeyholder, actions.RefusedError) as why:
        return _page(request, told, **refusal(why))
    fresh = returning.visit(told.receipt.secret)
    return _page(request, fresh, said=_("It is sent. They will read it here."))


def refusal(why: Exception) -> dict[str, Any]:
    """What a page says where something was not sent, and its status."""
    if isinstance(why, BusyError):
        return {"trouble": too_many(why), "status": 429}
    if isinstance(why, NoKeyholder | actions.EpochRetiredError):
        return {"trouble": nobody(), "status": 503}
    return {"trouble": str(why), "status": 409}


def _asked(request: HttpRequest, told: Visit, found: Found, go: str, _where: str) -> HttpResponse:
    """Somebody is asked to vouch: a form, then a code that is shown once."""
    sent = go == "asked"
    form = forms.AskForm(request.POST if sent else None)
    if not sent or not form.is_valid():
        context = {"visit": returning.close_up(told), "form": form}
        status = 422 if sent else 200
        return private(render(request, "fellowships/again_ask.html", context, status=status))
    call = found.application.call
    frame = form_of(call)
    if frame is None:
        return _page(request, told)
    draft = writing.reopen(found.application, told.receipt, language_here())
    try:
        code = returning.ask(
            told,
            found.application,
            **form.cleaned_data,
            programme=words_in(call.names, language_here()).text,
            shape=(of_draft(frame, draft) if draft else frame).shape,
            changeable=_changes(found, frame.standing),
        )
    except (BusyError, NoKeyholder, actions.RefusedError) as why:
        return _page(request, told, **refusal(why))
    except (writing.ElsewhereError, IntegrityError):
        words = _("This was changed somewhere else, perhaps on another device. Open it anew first.")
        return _page(request, told, trouble=words, status=409)
    fresh = returning.visit(told.receipt.secret)
    context = {
        "visit": returning.close_up(fresh),
        "words": code.words(language_here()),
        "groups": code.groups(),
        "asked": form.cleaned_data["name"],
    }
    page = render(request, "fellowships/again_code.html", context)
    return private(page, shows_secret=True)


def _unasked(request: HttpRequest, told: Visit, found: Found, _go: str, where: str) -> HttpResponse:
    mine = {one.key: one.row.pk for one in found.references}
    if where in mine:
        actions.end_reference(found.application, mine[where])
    return _page(request, told, said=_("It is taken back: the code opens nothing any more."))


def _followed(
    request: HttpRequest, told: Visit, found: Found, go: str, _where: str
) -> HttpResponse:
    """How they have been since: the questions of the call's follow-up form, on one page."""
    sent = go == "followed"
    shape = questions.form(found.application.call.follow_up_form)
    if found.follow_up is None or shape is None:
        return _page(request, told)
    form = questions.WholeForm(shape, language_here(), request.POST if sent else None)
    said = form.answers() if sent and form.is_valid() else {}
    context = {
        "visit": returning.close_up(told),
        "form": form,
        "months": found.follow_up.months,
        "name": shape.name(language_here()),
    }
    if not said:
        status = 422 if sent and form.errors else 200
        return private(render(request, "fellowships/again_follow.html", context, status=status))
    try:
        returning.answer_follow_up(
            told,
            found.application,
            found.follow_up,
            shape=shape,
            answers=said,
            language=language_here(),
        )
    except (BusyError, NoKeyholder, actions.RefusedError) as why:
        refused = refusal(why)
        context["trouble"] = refused["trouble"]
        page = render(request, "fellowships/again_follow.html", context, status=refused["status"])
        return private(page)
    fresh = returning.visit(told.receipt.secret)
    return _page(request, fresh, said=_("Thank you. It is sent, sealed."))


ACTS: dict[str, Act] = {
    "read": _read,
    "edit": _edited,
    "files": _files,
    "add": _files,
    "drop": _files,
    "say": _said,
    "accept": _decided,
    "decline": _decided,
    "giving_back": _sure,
    "withdraw": _sure,
    "erase": _sure,
    "withdrawn": _withdrawn,
    "erased": _erased,
    "vouch": _asked,
    "asked": _asked,
    "unask": _unasked,
    "follow_up": _followed,
    "followed": _followed,
}

patterns = [path("fellowships/again/", again, name="again")]
