"""Asking: who reads this, a question a screen, a last look, the secret, what happens next.

What was written travels in the form itself, sealed; nothing is stored before it is sent. With
JavaScript `sealing.py` does the same in the browser.
"""

from dataclasses import dataclass, replace
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from amparo.ground.identity.actions import BusyError
from amparo.ground.identity.models import Reader
from amparo.ground.identity.queries import reader
from amparo.ground.questions import queries as questions
from amparo.ground.questions.actions import carrying
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, NoKeyholder
from amparo.ground.vault.models import KeyEpoch
from amparo.ground.vault.uploading import seals_uploads
from amparo.protection.cases import forms, queries
from amparo.protection.cases.actions import EpochRetiredError
from amparo.protection.cases.actions import asking as actions
from amparo.protection.cases.models import Door
from amparo.protection.cases.queries import places

HELP, SAFEGUARDING = Door.Kind.HELP, Door.Kind.SAFEGUARDING
CHECK, SECRET = carrying.CHECK, "secret"  # screens after the last question
LONG_UNOPENED = 24  # hours
Saved = actions.Draft


@dataclass(frozen=True, slots=True)
class Form:
    """The door, its key, its questions: what every screen needs."""

    door: Door
    epoch: KeyEpoch
    shape: questions.Shape
    language: str
    own: str  # the name of the address these screens are under

    def visible(self, draft: Saved) -> list[questions.Asked]:
        return questions.visible(self.shape, draft.answers)


def language_here() -> str:
    """The language of the page being made."""
    return get_language() or settings.LANGUAGE_CODE


def private(response: HttpResponse, *, shows_secret: bool = False) -> HttpResponse:
    """Not kept anywhere; where a secret is shown, not compressed either."""
    response.headers["Cache-Control"] = "no-store, no-transform" if shows_secret else "no-store"
    return response


def told_of(kind: str) -> dict[str, Any]:
    """What stands behind a door, in the page's language or the nearest there is."""
    state = queries.door_state(kind)
    language = language_here()
    return {
        "open": state.open,
        "late": state.open and (state.unopened_hours or 0) >= LONG_UNOPENED,
        "usual_days": state.usual_days,
        "languages": state.languages,
        "reads": state.reads.get(language) or state.reads.get("en", ""),
        "hours": state.hours.get(language) or state.hours.get("en", ""),
    }


@require_safe
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """Who reads what is sent here, when they answer, and who else can help."""
    state = told_of(HELP)
    context = {
        "state": state,
        "late": state["late"],
        "concern": queries.door_state(SAFEGUARDING).open,
        "places": places.places("help", language_here()),
        "seen_on": places.SEEN_ON,
    }
    return private(render(request, "cases/help.html", context))


def open_form(kind: str, version: int | None = None) -> Form | None:
    """The door with its questions; nothing where nobody could open what is sent."""
    door = queries.door(kind)
    epoch = vault.usable_epoch(door.pk) if door else None
    shape = questions.form(door.form, version=version) if door else None
    if door is None or epoch is None or shape is None:
        return None
    own = "cases:ask" if kind == HELP else "cases:safeguarding"
    return Form(door, epoch, shape, language_here(), own)


def _recipient(request: HttpRequest) -> str:
    """Whom the files of a form are sealed to while they arrive: the door's living key."""
    match = request.resolver_match
    door = queries.door(match.kwargs.get("kind", HELP)) if match else None
    epoch = vault.usable_epoch(door.pk) if door else None
    return epoch.recipient if epoch else ""


@seals_uploads(_recipient)
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str = HELP) -> HttpResponse:
    """Every screen of asking without JavaScript, one address."""
    form = open_form(kind)
    if form is None:
        return redirect("cases:help")
    if request.method == "POST":
        return _answered(request, form)
    draft = actions.begin(form.door.kind, form.shape.version, form.language)
    return _screen(request, form, draft)


def _answered(request: HttpRequest, form: Form) -> HttpResponse:
    """One screen sent. Whatever happens, what was typed comes back."""
    if request.POST.get("go") == "carry":
        return _carried(request, form)
    try:
        draft = actions.open_up(request.POST.get("draft", ""))
    except carrying.ExpiredError:
        typed = request.POST.get(questions.NAME, "")[: carrying.TYPED_MOST]
        return private(
            render(request, "cases/ask_expired.html", {"typed": typed, "own": form.own}, status=410)
        )
    if draft.version != form.shape.version:
        older = questions.form(form.door.form, version=draft.version)
        form = replace(form, shape=older or form.shape)
    draft.language = form.language
    go, _colon, where = request.POST.get("go", "next").partition(":")
    if draft.at == SECRET:
        return _typed_back(request, form, draft, skipped=go == "skip")
    if draft.at == CHECK:
        return _checked(request, form, draft, go, where)
    return _moved(request, form, draft, go, where)


def _carried(request: HttpRequest, form: Form) -> HttpResponse:
    """The program that seals failed, and the person goes on here: what was typed comes along."""
    draft = actions.begin(form.door.kind, form.shape.version, form.language)
    carrying.take_all(draft, form.shape, request.POST)
    return _screen(request, form, draft)


def _moved(request: HttpRequest, form: Form, draft: Saved, go: str, where: str) -> HttpResponse:
    """From one question to the next, or back; a wrong answer is said beside its field."""
    refused = carrying.step(
        draft,
        form.shape,
        go=go,
        where=where,
        data=request.POST,
        files=request.FILES,
        epoch=form.epoch,
        house="cases",
    )
    return _screen(request, form, draft, refused=refused)


def _screen(
    request: HttpRequest,
    form: Form,
    draft: Saved,
    *,
    refused: carrying.Refused = None,
    status: int = 200,
) -> HttpResponse:
    """The screen the draft stands at."""
    visible = form.visible(draft)
    if draft.at == CHECK:
        return _check_page(request, form, draft)
    place = next((n for n, one in enumerate(visible) if one.key == draft.at), 0)
    asked = visible[place]
    draft.at = asked.key
    context: dict[str, Any] = {
        "draft": actions.close_up(draft),
        "own": form.own,
        "words": asked.words(form.language),
        "first": place == 0,
        "place": place + 1,
        "of": len(visible),
        "safeguarding": form.door.kind == SAFEGUARDING,
        "begun": bool(draft.answers or draft.files),
    }
    if asked.kind == "files":
        context |= {"files": draft.files, "refused": refused}
        return private(render(request, "cases/ask_files.html", context, status=status))
    if isinstance(refused, django_forms.Form):
        context["form"] = refused
        status = 422
    else:
        said = draft.answers.get(asked.key)
        context["form"] = questions.answer_form(asked, form.language, said=said)
    return private(render(request, "cases/ask.html", context, status=status))


def _check_page(
    request: HttpRequest,
    form: Form,
    draft: Saved,
    *,
    more: django_forms.Form | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """Everything once more before it is sent; each answer can be changed from here."""
    draft.at = CHECK
    signed_in = reader(request) is not None
    rows = [
        {
            "key": asked.key,
            "label": asked.words(form.language).label,
            "said": questions.shown_value(asked, draft.answers.get(asked.key), form.language),
            "files": draft.files if asked.kind == "files" else [],
        }
        for asked in form.visible(draft)
    ]
    context = {
        "draft": actions.close_up(draft),
        "own": form.own,
        "said": [row for row in rows if row["said"] or row["files"]],
        "unsaid": [row for row in rows if not (row["said"] or row["files"])],
        "files": draft.files,
        "empty": not draft.answers and not draft.files,
        "form": more
        or forms.CheckForm(initial={"nudge": draft.nudge, "tie": draft.tie}, signed_in=signed_in),
        "trouble": trouble,
    }
    return private(render(request, "cases/ask_check.html", context, status=status))


def _checked(request: HttpRequest, form: Form, draft: Saved, go: str, where: str) -> HttpResponse:
    by = reader(request)
    more = forms.CheckForm(request.POST, signed_in=by is not None)
    valid = more.is_valid()
    if valid:
        draft.nudge = more.cleaned_data.get("nudge", "")
        draft.tie = more.cleaned_data.get("tie", False)
    if go in ("at", "back"):
        keys = [one.key for one in form.visible(draft)]
        draft.at = where if where in keys else keys[-1]
        return _screen(request, form, draft)
    if not valid:
        return _check_page(request, form, draft, more=more, status=422)
    if not draft.answers and not draft.files:
        return _check_page(request, form, draft)
    return _sent(request, form, draft, by)


def _sent(request: HttpRequest, form: Form, draft: Saved, by: Reader) -> HttpResponse:
    try:
        sent = actions.send(draft, door=form.door, shape=form.shape, by=by)
    except BusyError as busy:
        return _check_page(request, form, draft, trouble=too_many(busy), status=429)
    except BlobRefused as gone:
        draft.files = []
        return _check_page(request, form, draft, trouble=str(gone), status=422)
    except (NoKeyholder, EpochRetiredError):
        return _check_page(request, form, draft, trouble=nobody(), status=503)
    draft.at = SECRET
    return _secret_page(request, form, draft, sent.secret)


def nobody() -> str:
    """Why nothing was sent: it could not have been opened."""
    return _("At this moment nobody here could open it, so it was not sent.")


def too_many(busy: BusyError) -> str:
    """Why this waits, and that nothing is lost."""
    return _(
        "Very many people are writing at this moment. What you wrote is still here: please try"
        " again in %(seconds)d seconds."
    ) % {"seconds": busy.seconds}


def _secret_page(
    request: HttpRequest, form: Form, draft: Saved, secret: Any, typed: Any = None
) -> HttpResponse:
    context = {
        "draft": actions.close_up(draft),
        "own": form.own,
        "words": secret.words(form.language),
        "groups": secret.groups(),
        "form": typed or questions.TypedBackForm(secret=secret),
    }
    status = 422 if typed else 200
    page = render(request, "cases/ask_secret.html", context, status=status)
    return private(page, shows_secret=True)


def _typed_back(request: HttpRequest, form: Form, draft: Saved, *, skipped: bool) -> HttpResponse:
    secret = actions.secret_of(draft)
    typed = questions.TypedBackForm(request.POST, secret=secret)
    if not skipped and not typed.is_valid():
        return _secret_page(request, form, draft, secret, typed)
    context = {"state": told_of(form.door.kind), "skipped": skipped, "own": form.own}
    return private(render(request, "cases/ask_done.html", context))


patterns = [
    path("contact/", help_page, name="help"),
    path("contact/ask/", ask, name="ask"),
    path("contact/concern/", ask, {"kind": SAFEGUARDING.value}, name="safeguarding"),
]
