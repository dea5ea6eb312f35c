"""An empty installation becomes somebody's. The page is gone once there is an administrator."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amparo.front import actions, queries
from amparo.front.forms import SetUpForm
from amparo.ground.identity.actions import LastAdministratorError
from amparo.ground.identity.queries import reader


@require_http_methods(["GET", "POST"])
@login_not_required
def set_up(request: HttpRequest) -> HttpResponse:
    """First an account of one's own, made as everybody makes one; then the code and the name."""
    if not queries.set_up_is_open():
        raise Http404
    by = reader(request)
    form = None
    if by is not None:
        form = SetUpForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.set_up(
                    name=form.cleaned_data["name"],
                    names=form.names(),
                    label=form.cleaned_data["label"],
                    by=by,
                )
            except LastAdministratorError as somebody_was_quicker:
                raise Http404 from somebody_was_quicker
            return redirect("identity:second_factor")
    response = render(request, "front/set_up.html", {"form": form})
    response["Cache-Control"] = "no-store"
    return response
