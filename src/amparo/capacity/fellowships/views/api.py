"""What the desk's program asks: an overview, sealed frames, and acts. JSON in, JSON out.

Who may not ask is told what a missing page tells.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.permissions import Permission
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader

View = Callable[[HttpRequest, Account], HttpResponse]
LARGEST = 48 * 1024 * 1024  # bytes: thousands of blind copies are given out at once


def _sealed(method: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """Only for whoever may ask here, and only in one way; nothing keeps what is answered."""

    def made(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @functools.wraps(view)
        def asked(request: HttpRequest) -> HttpResponse:
            by = reader(request)
            if by is None or not Permission.API.value.allows(by):
                raise Http404
            if request.method != method:
                return HttpResponseNotAllowed([method])
            response = view(request, by)
            response["Cache-Control"] = "no-store"
            return response

        return asked

    return made


def _body(request: HttpRequest) -> tuple[bytes, Any]:
    """What was sent, and as JSON; None for what is none, or too large."""
    raw = request.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return raw, None
    try:
        return raw, json.loads(raw)
    except (ValueError, RecursionError):
        return raw, None


def _refused(place: int, words: str, status: int = 409) -> JsonResponse:
    return JsonResponse({"refused": {"act": place, "words": words}}, status=status)


@_sealed("GET")
def overview(_request: HttpRequest, by: Account) -> HttpResponse:
    """Everything this person's keys reach, still sealed."""
    return JsonResponse(queries.overview(by))


@_sealed("POST")
def frames(request: HttpRequest, by: Account) -> HttpResponse:
    """Up to 300 frames by id; unknown and forbidden ids are left out alike."""
    _raw, told = _body(request)
    try:
        ids = [str(one) for one in told["ids"]][: queries.MOST_FRAMES]
    except (TypeError, KeyError):
        return _refused(0, _("This cannot be read."), 400)
    return JsonResponse({"frames": queries.frames(by, ids)})


@_sealed("POST")
def acts(request: HttpRequest, by: Account) -> HttpResponse:
    """Acts in one transaction: all are done, or one is refused and none is.

    Signed by the keys of who sends them, in the header `Acts-Signature`.
    """
    raw, told = _body(request)
    signature = request.headers.get("Acts-Signature", "")
    try:
        return JsonResponse({"done": actions.perform_signed(raw, told, signature, by=by)})
    except actions.MalformedError:
        return _refused(0, _("This cannot be read."), 400)
    except actions.BatchRefusedError as refused:
        return _refused(refused.place, str(refused))
    except (actions.NoKeysError, actions.NotSignedError) as refused:
        return _refused(0, str(refused))


patterns = [
    path("desk/fellowships/api/overview/", overview, name="api_overview"),
    path("desk/fellowships/api/frames/", frames, name="api_frames"),
    path("desk/fellowships/api/acts/", acts, name="api_acts"),
]
