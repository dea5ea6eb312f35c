"""Second steps: an app that shows codes, and passkeys."""

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amparo.ground.identity import actions, queries
from amparo.ground.identity.forms import CodeForm, PasskeyForm
from amparo.ground.identity.models import Account

from .account import confirmed, own, this_session

NOT_KEPT = "no-store, no-transform"


def second_factor(request: HttpRequest) -> HttpResponse:
    """What the second step is, and which ones there are."""
    by = own(request)
    found = queries.factors(by)
    context = {
        "factors": found,
        "has_app": any(str(factor.type) == "totp" for factor in found),
        "owes": by.owes_second_factor,
    }
    return render(request, "identity/second_factor.html", context)


@confirmed
def app(request: HttpRequest) -> HttpResponse:
    """Adds an app: its key as a picture and in letters, then a code as the proof."""
    by = own(request)
    if _factor(by, "totp") is not None:
        return redirect("identity:app_remove")
    form = CodeForm(request.POST or None)
    secret = totp.get_totp_secret()
    if form.is_valid():
        if totp.validate_totp_code(secret, form.cleaned_data["code"]):
            actions.add_app(secret, by=by, keep=this_session(request))
            totp.clear_totp_secret(request)
            return redirect("identity:second_factor")
        form.add_error("code", _("This is not the code of now. Codes change every half minute."))
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(by, secret))
    context = {
        "form": form,
        "picture": base64.b64encode(picture.encode()).decode(),
        "key": [secret[place : place + 4] for place in range(0, len(secret), 4)],
    }
    page = render(request, "identity/app.html", context)
    page.headers["Cache-Control"] = NOT_KEPT
    return page


@confirmed
def app_remove(request: HttpRequest) -> HttpResponse:
    """Asks, and takes the app away."""
    factor = _factor(own(request), "totp")
    return _remove(request, factor) if factor else redirect("identity:app")


@confirmed
def passkeys(request: HttpRequest) -> HttpResponse:
    """Adds a passkey; needs JavaScript, and says so without."""
    by = own(request)
    if request.method == "POST":
        form = PasskeyForm(request.POST, user=by)
        if form.is_valid():
            actions.add_passkey(
                form.cleaned_data["credential"],
                name=form.cleaned_data["name"],
                by=by,
                keep=this_session(request),
            )
            return redirect("identity:second_factor")
    else:
        form = PasskeyForm(user=by)
    context = {"form": form, "options": webauthn.begin_registration(by, True)}
    page = render(request, "identity/passkeys.html", context)
    page.headers["Cache-Control"] = NOT_KEPT
    return page


@confirmed
def passkey_remove(request: HttpRequest, passkey: int) -> HttpResponse:
    """Asks, and takes a passkey away."""
    factor = _factor(own(request), "webauthn", passkey)
    if factor is None:
        raise Http404
    return _remove(request, factor)


def _factor(by: Account, kind: str, pk: int | None = None) -> Any:
    return next(
        (f for f in queries.factors(by) if str(f.type) == kind and pk in (None, f.pk)), None
    )


def _remove(request: HttpRequest, factor: Any) -> HttpResponse:
    by = own(request)
    if request.method == "POST":
        actions.remove_factor(factor, by=by)
        return redirect("identity:second_factor")
    last = len(queries.factors(by)) == 1 and bool(by.standing.awake)
    return render(request, "identity/remove_factor.html", {"factor": factor, "last": last})
