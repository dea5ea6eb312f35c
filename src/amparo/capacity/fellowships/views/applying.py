"""Applying without JavaScript: who reads this, the secret, a question a screen, a last look.

What was written travels in the form itself, sealed, and from the first answer on it is saved at
every step, sealed to the key that the secret derives (`actions/writing.py`).
"""

from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.actions import writing
from amparo.capacity.fellowships.actions.writing import SECRET, Writing
from amparo.capacity.fellowships.forms import applying as forms
from amparo.capacity.fellowships.models import Application
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.identity.actions import BusyError
from amparo.ground.identity.queries import reader
from amparo.ground.questions import queries as questions
from amparo.ground.questions.actions import carrying
from amparo.ground.questions.actions.carrying import CHECK
from amparo.ground.texts.queries import words_in as counted
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions import BlobRefused, NoKeyholder
from amparo.ground.vault.uploading import seals_uploads

from .call_form import Form, form_of, nobody, of_draft, private, too_many

Refused = carrying.Refused
NOT_TAKEN = (writing.ElsewhereError, BusyError, BlobRefused, NoKeyholder, actions.RefusedError)


def _open_form(slug: str) -> Form:
    row = queries.call(slug)
    form = form_of(row) if row else None
    if form is None:
        raise Http404
    return form


def _recipient(request: HttpRequest) -> str:
    """Whom the files of a form are sealed to while they arrive: the call's living key."""
    match = request.resolver_match
    row = queries.call(match.kwargs.get("slug", "")) if match else None
    epoch = vault.usable_epoch(row.pk) if row else None
    return epoch.recipient if epoch else ""


@seals_uploads(_recipient)
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Every screen of applying without JavaScript, one address."""
    form = _open_form(slug)
    if request.method == "POST":
        return _answered(request, form)
    return _first_page(request, form)


def _first_page(request: HttpRequest, form: Form) -> HttpResponse:
    """Before anything is written: who reads what, how long it is kept, until when."""
    labels = [
        one.words(form.language).label for one in form.shape.questions if one.key in form.call.blind
    ]
    context = form.told | {
        "reads": words_in(form.call.reads, form.language),
        "panel_reads": labels,
        "questions": len(form.shape.questions),
        "taken": form.standing.came is not None,
        "readable": form.epoch is not None,
        "extensions": [
            (words_in(one.reason, form.language), one) for one in form.standing.extensions
        ],
    }
    return private(render(request, "fellowships/apply.html", context))


def _answered(request: HttpRequest, form: Form) -> HttpResponse:
    """One screen sent. Whatever happens, what was typed comes back."""
    go, _colon, where = request.POST.get("go", "next").partition(":")
    if go in ("begin", "carry"):
        return _begun(request, form, carries=go == "carry")
    try:
        draft = writing.open_up(request.POST.get("draft", ""))
    except carrying.ExpiredError:
        context = form.told | {"typed": _typed(request)}
        return private(render(request, "fellowships/apply_expired.html", context, status=410))
    form = of_draft(form, draft)
    draft.language = form.language
    if form.standing.came is None:
        return _closed(request, form, draft)
    return _went(request, form, draft, go, where)


def _went(request: HttpRequest, form: Form, draft: Writing, go: str, where: str) -> HttpResponse:
    if draft.at == SECRET:
        return _typed_back(request, form, draft, skipped=go == "skip")
    if go == "over":
        return _kept(request, form, draft)
    if draft.at == CHECK:
        return _checked(request, form, draft, go, where)
    return _moved(request, form, draft, go, where)


def _typed(request: HttpRequest) -> str:
    return request.POST.get(questions.NAME, "")[: carrying.TYPED_MOST]


def _begun(request: HttpRequest, form: Form, *, carries: bool) -> HttpResponse:
    """A new application: its secret first. What was typed elsewhere on the page comes along."""
    if form.standing.came is None or form.epoch is None:
        return _first_page(request, form)
    draft = writing.begin(form.shape.version, form.language)
    if carries:
        carrying.take_all(draft, form.shape, request.POST)
        draft.at = SECRET
    return _secret_page(request, form, draft)


def _secret_page(
    request: HttpRequest, form: Form, draft: Writing, typed: Any = None
) -> HttpResponse:
    secret = writing.secret_of(draft)
    context = form.told | {
        "draft": writing.close_up(draft),
        "words": secret.words(form.language),
        "groups": secret.groups(),
        "form": typed or questions.TypedBackForm(secret=secret),
    }
    status = 422 if typed else 200
    page = render(request, "fellowships/apply_secret.html", context, status=status)
    return private(page, shows_secret=True)


def _typed_back(request: HttpRequest, form: Form, draft: Writing, *, skipped: bool) -> HttpResponse:
    typed = questions.TypedBackForm(request.POST, secret=writing.secret_of(draft))
    if not skipped and not typed.is_valid():
        return _secret_page(request, form, draft, typed)
    draft.secret, draft.kept = "", not skipped
    draft.at = CHECK if draft.answers else ""
    return _kept(request, form, draft)


def _moved(request: HttpRequest, form: Form, draft: Writing, go: str, where: str) -> HttpResponse:
    """From one question to the next, or back; a wrong answer is said beside its field."""
    refused = carrying.step(
        draft,
        form.shape,
        go=go,
        where=where,
        data=request.POST,
        files=request.FILES,
        epoch=form.epoch,
        house=writing.HOUSE,
    )
    return _kept(request, form, draft, refused=refused)


def _kept(
    request: HttpRequest, form: Form, draft: Writing, *, refused: Refused = None
) -> HttpResponse:
    """Saved sealed, and the next screen. Where it cannot be saved this says so, and goes on."""
    trouble = ""
    if draft.answers or draft.files:
        try:
            writing.save(draft, call=form.call, shape=form.shape)
        except NOT_TAKEN as why:
            stopped = _stopped(request, form, draft, why)
            if stopped is not None:
                return stopped
            trouble, _status = _trouble(draft, why)
    return screen(request, form, draft, refused=refused, trouble=trouble)


def _stopped(
    request: HttpRequest, form: Form, draft: Writing, why: Exception
) -> HttpResponse | None:
    """The page on which nothing goes on; None for what may be tried again."""
    if isinstance(why, writing.ElsewhereError):
        return _elsewhere(request, form, draft, why)
    if isinstance(why, actions.NotThereError):
        return _gone(request, form, draft)
    if isinstance(why, actions.ClosedError):
        return _closed(request, form, draft)
    if isinstance(why, actions.RefusedError) and not isinstance(why, actions.EpochRetiredError):
        return _closed(request, form, draft, why=str(why))
    return None


def _trouble(draft: Writing, why: Exception) -> tuple[str, int]:
    """Why it was not taken now, in words, and the status of the page that says so."""
    if isinstance(why, BusyError):
        return too_many(why), 429
    if isinstance(why, BlobRefused):
        draft.files = []
        return str(why), 422
    return nobody(), 503


def _elsewhere(
    request: HttpRequest, form: Form, draft: Writing, elsewhere: writing.ElsewhereError
) -> HttpResponse:
    """Saved since, on another device or further on in this browser: which of the two goes on?"""
    draft.saved = elsewhere.version
    context = form.told | _said(form, draft) | {"draft": writing.close_up(draft)}
    return private(render(request, "fellowships/apply_elsewhere.html", context, status=409))


def _gone(request: HttpRequest, form: Form, draft: Writing) -> HttpResponse:
    context = form.told | _said(form, draft)
    return private(render(request, "fellowships/apply_gone.html", context, status=410))


def _closed(request: HttpRequest, form: Form, draft: Writing, why: str = "") -> HttpResponse:
    """Too late, or not to be changed any more: what they typed is given back, nothing is lost."""
    context = form.told | _said(form, draft)
    context |= {"typed": _typed(request), "why": why, "saved": draft.saved, "sent": draft.sent}
    return private(render(request, "fellowships/apply_closed.html", context, status=410))


def screen(
    request: HttpRequest,
    form: Form,
    draft: Writing,
    *,
    refused: Refused = None,
    trouble: str = "",
) -> HttpResponse:
    """The screen the draft stands at."""
    if draft.at == CHECK:
        return check_page(request, form, draft, trouble=trouble)
    visible = form.visible(draft)
    place = next((n for n, one in enumerate(visible) if one.key == draft.at), 0)
    asked = visible[place]
    draft.at = asked.key
    context: dict[str, Any] = form.told | {
        "draft": writing.close_up(draft),
        "words": asked.words(form.language),
        "section": asked.section(form.language),
        "asked": asked,
        "first": place == 0,
        "place": place + 1,
        "of": len(visible),
        "saved": draft.saved,
        "kept": draft.kept,
        "sent": draft.sent,
        "trouble": trouble,
    }
    status = 200
    if asked.kind == "files":
        here = [one for one in draft.files if one.get("question") == asked.key]
        context |= {"files": here, "refused": refused}
        page = "fellowships/apply_files.html"
        return private(render(request, page, context, status=status))
    if isinstance(refused, django_forms.Form):
        context["form"], status = refused, 422
    else:
        said = draft.answers.get(asked.key)
        context["form"] = questions.answer_form(asked, form.language, said=said)
        context["there"] = counted(str(said)) if asked.kind == "long" and said else 0
    return private(render(request, "fellowships/apply_step.html", context, status=status))


def _said(form: Form, draft: Writing) -> dict[str, Any]:
    """What was answered and what was not, as it is read once more."""
    rows = [
        {
            "key": asked.key,
            "label": asked.words(form.language).label,
            "said": questions.shown_value(asked, draft.answers.get(asked.key), form.language),
            "files": [one for one in draft.files if one.get("question") == asked.key],
            "missing": _missing(asked, draft),
        }
        for asked in form.visible(draft)
    ]
    return {
        "said": [row for row in rows if row["said"] or row["files"]],
        "unsaid": [row for row in rows if not (row["said"] or row["files"])],
        "missing": [row for row in rows if row["missing"]],
    }


def _missing(asked: questions.Asked, draft: Writing) -> bool:
    """Whether this must be answered before it is sent; where consent is asked, with a yes."""
    if not asked.required or asked.kind == "files":
        return False
    said = draft.answers.get(asked.key)
    return said != "yes" if asked.kind == "consent" else said in (None, "", [])


def _last_look(request: HttpRequest, form: Form, draft: Writing, data: Any = None) -> Any:
    late = form.standing.came == Application.Came.EXTENDED
    return forms.LastLookForm(
        data,
        initial={"extension": draft.extension, "tie": draft.tie},
        extensions=form.standing.extensions if late else (),
        language=form.language,
        signed_in=reader(request) is not None,
    )


def check_page(
    request: HttpRequest,
    form: Form,
    draft: Writing,
    *,
    more: django_forms.Form | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """Everything once more before it is sent; each answer can be changed from here."""
    draft.at = CHECK
    context = form.told | _said(form, draft)
    context |= {
        "draft": writing.close_up(draft),
        "empty": not draft.answers and not draft.files,
        "form": more or _last_look(request, form, draft),
        "trouble": trouble,
        "kept": draft.kept,
        "sent": draft.sent,
    }
    return private(render(request, "fellowships/apply_check.html", context, status=status))


def _checked(request: HttpRequest, form: Form, draft: Writing, go: str, where: str) -> HttpResponse:
    more = _last_look(request, form, draft, request.POST)
    valid = more.is_valid()
    draft.tie = bool(more.cleaned_data.get("tie"))
    draft.extension = more.cleaned_data.get("extension", "") or ""
    if go in ("at", "back"):
        keys = [one.key for one in form.visible(draft)]
        draft.at = where if where in keys else keys[-1]
        return screen(request, form, draft)
    if not valid:
        return check_page(request, form, draft, more=more, status=422)
    if any(_missing(one, draft) for one in form.visible(draft)):
        return check_page(request, form, draft, status=422)
    return _sent(request, form, draft)


def _sent(request: HttpRequest, form: Form, draft: Writing) -> HttpResponse:
    changed = draft.sent
    try:
        writing.send(draft, call=form.call, shape=form.shape, by=reader(request))
    except NOT_TAKEN as why:
        stopped = _stopped(request, form, draft, why)
        if stopped is not None:
            return stopped
        trouble, status = _trouble(draft, why)
        return check_page(request, form, draft, trouble=trouble, status=status)
    context = form.told | {"kept": draft.kept, "changed": changed}
    return private(render(request, "fellowships/apply_done.html", context))


patterns = [path("fellowships/<slug:slug>/apply/", apply, name="apply")]
