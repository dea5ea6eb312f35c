"""The partner's page: what was referred to their organisation. Its words open in the browser."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from amparo.ground.identity.queries import reader
from amparo.protection.cases.queries import partner


@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """What waits for this organisation: days and states; the program opens the words."""
    found = partner.referred(reader(request))
    if found is None:
        raise Http404
    has_keys, rows = found
    return render(request, "cases/referrals.html", {"has_keys": has_keys, "rows": rows})


patterns = [path("desk/referrals/", referrals, name="referrals")]
