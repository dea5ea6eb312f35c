"""Pages anybody may open."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from amparo.front import queries
from amparo.ground.identity.queries import reader
from amparo.ground.interface.keeping import alike
from amparo.protection.cases.queries import places


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@require_safe
@login_not_required
@vary_on_headers("Accept-Language")
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the home page in the language this browser asks for."""
    return HttpResponseRedirect(f"/{get_language_from_request(request)}/")


@require_safe
@login_not_required
@alike
def home(request: HttpRequest) -> HttpResponse:
    """Three doors, what is new to read, and what was promised."""
    language = _language()
    return render(
        request,
        "front/home.html",
        {
            "books": queries.new_in_library(reader(request), language),
            "shown": queries.promises(language),
        },
    )


@require_safe
@login_not_required
def learn(request: HttpRequest) -> HttpResponse:
    """The library is what there is to learn from until there are courses."""
    del request
    return redirect("press:library")


@require_safe
@login_not_required
@alike
def take_action(request: HttpRequest) -> HttpResponse:
    """Which international doors there are, while we cannot show which is open to whom."""
    return render(
        request,
        "front/take_action.html",
        {"places": places.places("act", _language()), "seen_on": places.SEEN_ON},
    )


@require_safe
@login_not_required
@alike
def about(request: HttpRequest) -> HttpResponse:
    """What this place is."""
    return render(request, "front/about.html")


@require_safe
@login_not_required
@alike
def how_we_protect_you(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who reads it."""
    return render(request, "front/how_we_protect_you.html")


@require_safe
@login_not_required
@alike
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we do so that everybody can use this, and what is still lacking."""
    return render(request, "front/accessibility.html")


@require_safe
@login_not_required
def goodbye(request: HttpRequest) -> HttpResponse:
    """After an account is deleted."""
    return render(request, "front/goodbye.html")
