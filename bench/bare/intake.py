"""The sides of `bin/bench intake`: our application without its brakes, and two bare views.

`ours` is our own application whose throttles let a flood pass, since a flood is what is measured.
The bare views store the same bytes as they come, unsealed, in one table, with the same durability:
two in our own stack, behind everything that a request of ours passes (one writes its statement
itself, one leaves that to a model), and one in Django as `startproject` sets it up.
"""

import json
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone

application = get_wsgi_application()

from bench.bare.models import Kept  # noqa: E402 - models come after the settings

KEPT = "INSERT INTO kept (token, lookup, content, day) VALUES (%s, %s, %s, date('now'))"
FREELY = (10**9, 10**9)


def page(request: HttpRequest) -> HttpResponse:
    """Gives a form's token, and stores what is sent with it."""
    if request.method != "POST":
        return HttpResponse(get_token(request))
    told = json.loads(request.body)
    with transaction.atomic(), connection.cursor() as rows:
        rows.execute(KEPT, [told["token"], told["lookup"], told["frame"].encode()])
    return JsonResponse({"sent": True})


def modelled(request: HttpRequest) -> HttpResponse:
    """The same, as most views store what they are sent: by a model."""
    if request.method != "POST":
        return HttpResponse(get_token(request))
    told = json.loads(request.body)
    Kept.objects.create(
        token=told["token"],
        lookup=told["lookup"],
        content=told["frame"].encode(),
        day=timezone.now().date(),
    )
    return JsonResponse({"sent": True})


urlpatterns = [path("", page)]

if os.environ["DJANGO_SETTINGS_MODULE"] == "amparo.config.settings":
    from django.contrib.auth.decorators import login_not_required
    from django.urls.resolvers import LocalePrefixPattern

    from amparo.config.urls import urlpatterns as addresses
    from amparo.ground.questions.actions import uploads
    from amparo.ground.vault.views import blobs
    from amparo.protection.cases.actions import asking

    asking.SENT = uploads.UPLOADED = uploads.UPLOADED_A_DRAFT = blobs.ALLOWANCE = FREELY
    rooms = next(one for one in addresses if isinstance(one.pattern, LocalePrefixPattern))
    rooms.url_patterns[:0] = [
        path("bare/", login_not_required(page)),
        path("bare/model/", login_not_required(modelled)),
    ]
