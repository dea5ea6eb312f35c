"""Asking for help: who reads this, a question a screen, what was written, the secret, what next."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.protection.cases.queries import places


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@require_safe
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """Who reads what is sent here, when they answer, and who else can help."""
    return render(
        request,
        "cases/help.html",
        {"places": places.places("help", _language()), "seen_on": places.SEEN_ON},
    )


patterns = [path("contact/", help_page, name="help")]
