"""What belongs to the person who is signed in."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from amparo.front import actions, queries
from amparo.front.forms import DeleteForm
from amparo.ground.identity.queries import reader


@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    by = reader(request)
    if by is None:
        raise Http404
    return render(request, "front/my_page.html", {"waiting": queries.waiting_for_me(by)})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What is held about me, to read, and to take away as a file."""
    by = reader(request)
    if by is None:
        raise Http404
    response = render(request, "front/export.html", {"held": queries.readable(by)})
    response["Cache-Control"] = "no-store, no-transform"
    return response


@require_safe
def export_file(request: HttpRequest) -> HttpResponse:
    """The same, as one JSON file."""
    by = reader(request)
    if by is None:
        raise Http404
    return HttpResponse(
        queries.export(by),
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="data.json"',
            "Cache-Control": "no-store, no-transform",
        },
    )


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """The end of an account, with its passphrase once more."""
    by = reader(request)
    if by is None:
        raise Http404
    form = DeleteForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            actions.delete_everything(by=by)
        except actions.StillNeededError:
            return redirect("front:delete")  # which says why
        logout(request)
        gone = redirect("front:goodbye")
        # Nor should this browser go on saying that somebody had an account here.
        gone["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return gone
    response = render(
        request,
        "front/delete.html",
        {
            "form": form,
            "needed": queries.needed(by),
            "last_administrator": queries.is_last_administrator(by),
        },
    )
    response["Cache-Control"] = "no-store, no-transform"
    return response
