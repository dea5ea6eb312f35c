"""When something is not there, not allowed, too old, or broken.

The page of a broken server is the only one made without the database, templates' tags or a
language: whatever broke may be any of them.
"""

from collections.abc import Iterable
from html import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

# Never shown again: they open something.
SECRET_FIELDS = ("csrfmiddlewaretoken", "pass", "code", "secret", "typed", "draft", "credential")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came could not be understood."""
    del exception
    return render(request, "front/error_400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed, with nothing said about what is there."""
    del exception
    return render(request, "front/error_403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not here, or not for you; the two look the same."""
    del exception
    request.resolver_match = None  # the menu would show which room it is that hides something
    return render(request, "front/error_404.html", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or too old. What was typed is shown, to be copied back."""
    del reason
    response = render(
        request,
        "front/form_expired.html",
        {"typed": list(_typed(request)), "back": request.path},
        status=403,
    )
    response["Cache-Control"] = "no-store, no-transform"
    return response


def _typed(request: HttpRequest) -> Iterable[str]:
    """The texts of the form that came, without anything that opens something."""
    for name, values in request.POST.lists():
        if not any(word in name.lower() for word in SECRET_FIELDS):
            yield from (str(value) for value in values if str(value).strip())


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Plain text in HTML, made without anything that may have broken."""
    del request
    try:
        tag = get_language() or settings.LANGUAGE_CODE
        title = gettext("Something broke here")
        words = gettext(
            "It is our fault, not yours. Nobody was told who you are. Please try again in a few"
            " minutes; what you had saved before is still there."
        )
        home = gettext("Back to the home page")
    except Exception:  # noqa: BLE001 - whatever broke, this page still comes
        tag, title = "en", "Something broke here"
        words, home = "It is our fault, not yours. Please try again in a few minutes.", "Home"
    direction = "rtl" if tag == "ar" else "ltr"
    return HttpResponse(
        f'<!doctype html><html lang="{escape(tag)}" dir="{direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(words)}</p>"
        f'<p><a href="/{escape(tag)}/">{escape(home)}</a></p></html>',
        status=500,
        headers={"Cache-Control": "no-store"},
    )
