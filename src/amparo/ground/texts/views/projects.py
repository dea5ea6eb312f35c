"""What is offered for translation, and the languages of each project."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.ground.identity.queries import reader
from amparo.ground.texts import actions, permissions, queries
from amparo.ground.texts.forms import CreditForm, OpenForm
from amparo.ground.texts.permissions import Permission
from amparo.ground.texts.queries import DeskStanding, Show

from .opened import Desk, Opened, desk, opened, together


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Every project, and how far each of its languages is."""
    by = reader(request)
    if not permissions.sees_desk(by):
        raise Http404
    return render(request, "texts/projects.html", {"projects": queries.projects(by)})


@require_safe
def project(request: HttpRequest, project: int) -> HttpResponse:
    """One project: its languages, and the way to open one more."""
    return _project_page(request, opened(request, project))


@require_http_methods(["GET", "HEAD", "POST"])
def open_language(request: HttpRequest, project: int) -> HttpResponse:
    """One more language, whole or some chapters; or other chapters of one that is open."""
    found = opened(request, project)
    if not found.opens:
        raise Http404
    asked = request.GET.get("language", "")
    lines = queries.languages_of(found.project)
    held = next((line.row for line in lines if line.row.language == asked), None)
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        initial={"language": asked, "parts": held.parts if held else []},
        parts=[
            (str(line.text.lineage), line.title.words)
            for line in queries.chapters_of(found.project, found.project.source_language)
        ],
        taken=[found.project.source_language],
    )
    if request.method == "POST" and form.is_valid():
        tag = form.cleaned_data["language"]
        try:
            actions.open_language(
                found.project, tag, parts=form.cleaned_data["parts"], by=found.by.actor
            )
        except actions.DeskRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("texts:language", found.project.pk, tag)
    return render(request, "texts/open.html", {"opened": found, "form": form})


@require_safe
def language(request: HttpRequest, project: int, tag: str) -> HttpResponse:
    """One language of a project: its chapters, what is left, and who is named."""
    return _language_page(request, desk(request, project, tag, closed=True))


@require_POST
def close(request: HttpRequest, project: int, tag: str) -> HttpResponse:
    """A language is worked on no longer, or again. Its words stay."""
    found = desk(request, project, tag, closed=True)
    if not found.opens:
        raise Http404
    if found.row.closed:
        actions.open_language(
            found.project, found.language, parts=found.row.parts, by=found.by.actor
        )
    else:
        actions.close_language(found.project, found.language, by=found.by.actor)
    return redirect("texts:language", found.project.pk, found.language)


@require_POST
def credit(request: HttpRequest, project: int, tag: str) -> HttpResponse:
    """A name to be printed with this language, or none."""
    found = desk(request, project, tag, closed=True)
    form = CreditForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"].strip() or None
        try:
            actions.credit(found.project, found.language, name=name, by=found.by.actor)
        except actions.DeskRefused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("texts:language", found.project.pk, found.language)
    return _language_page(request, found, credit_form=form)


def _project_page(request: HttpRequest, found: Opened) -> HttpResponse:
    lines = queries.languages_of(found.project)
    return render(
        request,
        "texts/project.html",
        {
            "opened": found,
            "lines": [line for line in lines if not line.row.closed],
            "closed": [line for line in lines if line.row.closed],
        },
    )


def _language_page(
    request: HttpRequest, found: Desk, *, credit_form: CreditForm | None = None
) -> HttpResponse:
    names = queries.credits(found.project, found.language)
    mine = next((row.name for row in names if row.actor == found.by.actor), "")
    chapters = queries.chapters_of(found.project, found.language)
    standing = together(chapters)
    context: dict[str, Any] = {
        "desk": found,
        "chapters": chapters,
        "steps": _steps(found, standing),
        "standing": standing,
        "credits": names,
        "credit_form": credit_form or CreditForm(initial={"name": mine}),
        "packages": Permission.PACKAGE.value.allows(found.by),
        "done": request.GET.get("done", ""),
    }
    return render(request, "texts/language.html", context)


def _steps(found: Desk, standing: DeskStanding) -> list[tuple[Show, int]]:
    """Where there is something to do, and how many segments."""
    counted = [
        (Show.STALE, standing.stale),
        (Show.UNTRANSLATED, standing.total - standing.translated),
    ]
    if found.reviews:
        counted.append((Show.UNREVIEWED, standing.translated - standing.reviewed))
    if found.approves:
        counted.append((Show.UNAPPROVED, standing.translated - standing.approved))
    return [(show, count) for show, count in counted if count]
