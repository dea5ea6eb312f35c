"""The Desk's part of the press: what stands where, and the steps of an edition."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.capacity.press import actions, permissions, queries
from amparo.capacity.press.forms import PublicationForm, StepForm
from amparo.capacity.press.models import Publication
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every publication, its editions, and how far each language has come."""
    by = reader(request)
    if not queries.has_desk(by):
        raise Http404
    here = get_language() or "en"
    return render(
        request,
        "press/desk.html",
        {
            "publications": [
                (publication, *publication.shown[0].title(here))
                for publication in queries.on_desk(by)
            ]
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication's editions, and for editors what it is and for whom."""
    by, publication = _found(request, slug)
    form = None
    if _may_edit(by, publication):
        form = PublicationForm(
            request.POST if request.method == "POST" else None,
            initial=PublicationForm.told_by(publication),
        )
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            actions.describe(publication, by=by, **form.cleaned_data)
            return redirect("press:manage", slug)
    return _shown(request, by, publication, form)


@require_POST
def step(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Publish or withdraw an edition."""
    by, publication = _found(request, slug)
    edition = next((row for row in publication.shown if row.number == number), None)
    if edition is None or not permissions.publishes(by, edition):
        raise Http404
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            actions.take_step(edition, form.cleaned_data["verb"], by=by)
        except actions.PublishRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("press:manage", slug)
    about = PublicationForm(initial=PublicationForm.told_by(publication))
    return _shown(request, by, publication, about, step_form=form)


def _found(request: HttpRequest, slug: str) -> tuple[Account, Publication]:
    by = reader(request)
    publication = queries.managed(by, slug)
    if by is None or publication is None:
        raise Http404
    return by, publication


def _may_edit(by: Account, publication: Publication) -> bool:
    return any(permissions.edits(by, edition) for edition in publication.shown)


def _shown(
    request: HttpRequest,
    by: Account,
    publication: Publication,
    form: PublicationForm | None,
    *,
    step_form: StepForm | None = None,
) -> HttpResponse:
    title, title_language = publication.shown[0].title(get_language() or "en")
    context: dict[str, Any] = {
        "publication": publication,
        "title": title,
        "title_language": title_language,
        "form": form,
        "step_form": step_form,
        "editions": [
            (edition, actions.steps_of(edition) if permissions.publishes(by, edition) else [])
            for edition in publication.shown
        ],
    }
    return render(request, "press/manage.html", context)
