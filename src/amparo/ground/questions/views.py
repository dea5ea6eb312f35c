"""The forms' desk: what people are asked, in every language, and how it changes."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader

from . import actions, forms
from .models import FormVersion
from .queries import desk, shape_of

LANGUAGES = [tag for tag, _name in settings.LANGUAGES]


def _here() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _asked_language(request: HttpRequest) -> str:
    """The language to look at: `?in=`, else the page's own."""
    return forms.known_language(request.GET.get("in", _here()), LANGUAGES)


def _form(request: HttpRequest, slug: str) -> tuple[Account, desk.Shown]:
    by = reader(request)
    shown = desk.form_shown(by, slug, _here())
    if shown is None or by is None:
        raise Http404
    return by, shown


def _version(shown: desk.Shown, told: str) -> FormVersion:
    row = desk.version(shown, told)
    if row is None:
        raise Http404
    return row


@require_safe
def forms_page(request: HttpRequest) -> HttpResponse:
    """Every form: its version, and what is being changed."""
    found = desk.forms(reader(request), _here())
    if found is None:
        raise Http404
    return render(request, "questions/forms.html", {"forms": found})


@require_safe
def form_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One form with all its versions."""
    _by, shown = _form(request, slug)
    return render(request, "questions/form.html", {"shown": shown})


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft from the newest version, or from what the house offers; or no to the offer."""
    by, shown = _form(request, slug)
    if request.POST.get("go") == "decline" and shown.offer:
        actions.drop(shown.offer, by=by)
        return redirect("questions:form", slug=slug)
    source = shown.offer if request.POST.get("from") == "offered" else shown.newest
    if source is None:
        raise Http404
    actions.begin_draft(shown.form, source=source, by=by)
    return redirect("questions:draft", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions of a draft: their order, and whether it can be published."""
    by, shown = _form(request, slug)
    if shown.draft is None:
        return redirect("questions:form", slug=slug)
    if request.method == "POST":
        try:
            return _done(request, shown, by)
        except actions.RefusedError as refused:
            return _draft_page(request, shown, said=str(refused))
    return _draft_page(request, shown)


def _done(request: HttpRequest, shown: desk.Shown, by: Account) -> HttpResponse:
    """One press of a button under the draft: publish, drop, earlier:KEY, later:KEY."""
    go, _colon, key = request.POST.get("go", "").partition(":")
    slug = shown.form.slug
    if shown.draft is None or go not in ("publish", "drop", "earlier", "later"):
        raise Http404
    if go == "publish":
        actions.publish(shown.draft, by=by)
        return redirect("questions:form", slug=slug)
    if go == "drop":
        actions.drop(shown.draft, by=by)
        return redirect("questions:form", slug=slug)
    row = desk.question(shown, key)
    if row is None:
        raise Http404
    actions.move(row, earlier=go == "earlier", by=by)
    return redirect(f"{reverse('questions:draft', args=[slug])}#{row.key}")


def _draft_page(request: HttpRequest, shown: desk.Shown, said: str = "") -> HttpResponse:
    context = {"shown": shown, "lines": desk.lines(shown, _here()), "said": said}
    return render(request, "questions/draft.html", context, status=409 if said else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new question, at the end."""
    by, shown = _form(request, slug)
    if shown.draft is None:
        return redirect("questions:form", slug=slug)
    form = forms.NewQuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_question(shown.draft, **form.cleaned_data, by=by)
            return redirect("questions:edit", slug=slug, key=row.key)
        except actions.RefusedError as refused:
            form.add_error(None, str(refused))
    return render(request, "questions/new.html", {"shown": shown, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One question of a draft, in English and one more language; or away with it."""
    by, shown = _form(request, slug)
    row = desk.question(shown, key)
    if row is None:
        raise Http404
    language = _asked_language(request)
    form = forms.QuestionForm(
        request.POST if request.POST.get("go") == "save" else None,
        row=row,
        language=language,
        openers=desk.openers(row),
    )
    back = f"{reverse('questions:draft', args=[slug])}#{key}"
    said = ""
    try:
        if request.POST.get("go") == "remove":
            actions.remove_question(row, by=by)
            return redirect("questions:draft", slug=slug)
        if form.is_valid():
            actions.write_question(row, wanted=form.wanted(), by=by)
            return redirect(back)
    except actions.RefusedError as refused:
        if form.is_bound:
            form.add_error("gone" if "gone" in form.fields else None, str(refused))
        else:
            said = str(refused)
    context: dict[str, Any] = {
        "shown": shown,
        "row": row,
        "form": form,
        "chosen": language,
        "tags": LANGUAGES,
        "said": said,
    }
    return render(request, "questions/edit.html", context)


@require_safe
def preview(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """A version as people are asked it, in any language."""
    _by, shown = _form(request, slug)
    row = _version(shown, version)
    language = _asked_language(request)
    shape = shape_of(row)
    others = {asked.key: asked for asked in shape.questions}
    asked = [
        (one, form, desk.when(one, others, _here()), desk.readers(one))
        for one, form in forms.previews(shape, language)
    ]
    context = {
        "shown": shown,
        "version": row,
        "told": version,
        "asked": asked,
        "chosen": language,
        "tags": LANGUAGES,
    }
    return render(request, "questions/preview.html", context)


@require_safe
def compare(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """What a version asks otherwise than the one before it."""
    _by, shown = _form(request, slug)
    row = _version(shown, version)
    older = desk.before(shown, row)
    if older is None:
        raise Http404
    language = _asked_language(request)
    old, new = shape_of(older), shape_of(row)
    context = {
        "shown": shown,
        "version": row,
        "older": older,
        "told": version,
        "changes": desk.differences(old, new, language),
        "chosen": language,
        "tags": LANGUAGES,
        "elsewhere": desk.elsewhere(old, new),
    }
    return render(request, "questions/compare.html", context)
