"""The Desk's part of the press: what stands where, and the steps of an edition."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.capacity.press import actions, permissions, queries
from amparo.capacity.press.forms import PublicationForm, StepForm, told_by
from amparo.capacity.press.permissions import Permission
from amparo.capacity.press.queries import OnDesk
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.ground.texts import queries as texts


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
                (row.publication, row.editions[0], *row.editions[0].title(here))
                for row in queries.on_desk(by)
            ],
            "makes": Permission.EDIT.value.allows(by),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication's editions, and for editors what it is and for whom."""
    by, row = _found(request, slug)
    form = None
    if any(permissions.edits(by, edition) for edition in row.editions):
        form = PublicationForm(
            request.POST if request.method == "POST" else None, initial=told_by(row.publication)
        )
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            actions.describe(row.publication, by=by, **form.cleaned_data)
            return redirect("press:manage", slug)
    return _shown(request, by, row, form)


@require_POST
def step(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take an edition one step further, or back."""
    by, row = _found(request, slug)
    edition = next((edition for edition in row.editions if edition.number == number), None)
    if edition is None or not permissions.publishes(by, edition):
        raise Http404
    form = StepForm(request.POST, verbs=[move.verb for move in actions.STEPS.values()])
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.take_step(edition, told["verb"], by=by, note=told["note"])
        except actions.PublishRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("press:manage", slug)
    about = PublicationForm(initial=told_by(row.publication))
    return _shown(request, by, row, about, step_form=form)


def _found(request: HttpRequest, slug: str) -> tuple[Account, OnDesk]:
    by = reader(request)
    row = queries.managed(by, slug)
    if by is None or row is None:
        raise Http404
    return by, row


def _shown(
    request: HttpRequest,
    by: Account,
    row: OnDesk,
    form: PublicationForm | None,
    *,
    step_form: StepForm | None = None,
) -> HttpResponse:
    newest = row.editions[0]
    title, title_language = newest.title(get_language() or "en")
    taken = queries.steps_taken(row.editions)
    context: dict[str, Any] = {
        "publication": row.publication,
        "title": title,
        "title_language": title_language,
        "form": form,
        "step_form": step_form,
        "newest": newest,
        "edits": permissions.edits(by, newest),
        "amendment": queries.amendment(row.publication),
        "project": texts.project_of(f"press.publication:{row.publication.pk}"),
        "editions": [
            (
                edition,
                actions.steps_of(edition) if permissions.publishes(by, edition) else [],
                [
                    (actions.STEPS[line.verb].label if line.verb in actions.STEPS else "", line)
                    for line in taken.get(edition.pk, [])
                ],
                edition.state in actions.CAN_ORDER and permissions.publishes(by, edition),
            )
            for edition in row.editions
        ],
    }
    return render(request, "press/manage.html", context)
