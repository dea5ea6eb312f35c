"""Quick exit, and the page that shows every component."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_GET

from .queries import installation


@require_GET
@login_not_required
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, empty what this browser kept of us, and go somewhere neutral."""
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        session.flush()
    response = HttpResponseRedirect(installation().exit_for(translation.get_language()))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
