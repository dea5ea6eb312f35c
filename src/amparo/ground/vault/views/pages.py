"""The page of keys. Everything on it happens on the reader's device; here are its words."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from amparo.ground.identity import queries as identity
from amparo.ground.interface.guarding import trusted_types
from amparo.ground.interface.queries import installation
from amparo.ground.vault.permissions import Permission

from .keys_words import words

LISTS = ("en", "fr", "es", "pt", "zh-hans")  # the languages whose word lists the client has


@require_GET
@trusted_types
def keys(request: HttpRequest) -> HttpResponse:
    """Making keys, opening them, and what keyholders do; needs JavaScript and says so."""
    by = identity.reader(request)
    if by is None or not Permission.KEYS.value.allows(by):
        raise Http404
    language = get_language() or "en"
    label = identity.labels({by.actor}).get(by.actor, "")
    response = render(
        request,
        "vault/keys.html",
        {
            "api": reverse("vault:api"),
            "scopes": _scopes(),
            "words": words(),
            "words_language": language if language in LISTS else "en",
            "house_name": installation().name_in(language),
            "account": label or by.handle,
            "may_found": Permission.FOUND.value.allows(by),
        },
    )
    response["Cache-Control"] = "no-store, no-transform"
    return response


def _scopes() -> str:
    """Where the room above keeps doors and cases, whose keys are renewed here; "" without one."""
    try:
        return reverse(settings.AMPARO_ROUTES["scopes"]).removesuffix("overview/")
    except (KeyError, NoReverseMatch):
        return ""


patterns = [path("desk/keys/", keys, name="keys")]
