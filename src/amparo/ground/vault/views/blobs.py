"""Sealed files come and go: in as a frame, out as a frame. What is in them is not known here."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amparo.ground.identity import actions as identity
from amparo.ground.identity import queries as people
from amparo.ground.vault import actions, keystore, queries

SEALED = "application/octet-stream"
# At once, and how many more a minute, of the whole house.
ALLOWANCE = (120, 60)


@login_not_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """`POST vault/blobs/?epoch=<uuid>`: a frame as the request's body; answers `{"id"}`."""
    if request.content_type != SEALED:
        return _refused(415, _("This was not sealed as it must be. Load the page again."))
    epoch = queries.epoch_for_upload(people.reader(request), _uuid(request.GET.get("epoch", "")))
    if epoch is None:
        raise Http404
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        identity.spend(f"vault.blobs/{epoch.scope_kind}", ALLOWANCE)  # no flood stops the staff
        blob = actions.take_frame(request, epoch, length=length)
    except identity.BusyError as busy:
        answer = _refused(429, _("Very many files arrive at once. Try again in a moment."))
        answer["Retry-After"] = str(busy.seconds)
        return answer
    except actions.NoRoom as refusal:
        return _refused(507, str(refusal))
    except (actions.FrameRefused, actions.BlobRefused, ValueError) as refusal:
        return _refused(400, str(refusal))
    return JsonResponse({"id": str(blob.id)}, status=201)


@require_GET
def give(request: HttpRequest, blob: uuid.UUID) -> HttpResponseBase:
    """`GET desk/vault/blobs/<uuid>/`: the frame, to who holds a grant on its epoch."""
    found = queries.blob_for(people.reader(request), blob)
    if found is None:
        raise Http404
    try:
        frame = queries.frame_of(found)
    except (keystore.Shredded, FileNotFoundError):
        raise Http404 from None
    answer = FileResponse(frame, as_attachment=True, filename=str(blob), content_type=SEALED)
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(status: int, words: str) -> HttpResponse:
    return JsonResponse({"words": words}, status=status)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


patterns = [
    path("vault/blobs/", take, name="blobs"),
    path("desk/vault/blobs/<uuid:blob>/", give, name="blob"),
]
