"""One's own account: passphrase, recovery secret, sessions."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from amparo.ground.identity import actions, queries
from amparo.ground.identity.adapter import proved_recently
from amparo.ground.identity.forms import ChangePassphraseForm, ConfirmForm
from amparo.ground.identity.models import Account
from amparo.ground.identity.sessions import hashed

from .entering import show_secret, too_soon, typed_back

View = Callable[..., HttpResponse]


def own(request: HttpRequest) -> Account:
    """Who is signed in; the sign-in wall stands before every view that asks."""
    account = queries.reader(request)
    assert account is not None  # noqa: S101
    return account


def this_session(request: HttpRequest) -> str:
    """The hash of this browser's session key, as the table keeps it."""
    return hashed(request.session.session_key or "")


def confirmed(view: View) -> View:
    """Asks for the passphrase again unless it, or a passkey, was given in the last ten minutes."""

    @wraps(view)
    def asking(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if proved_recently(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('identity:confirm')}?{urlencode({'next': request.path})}")

    return asking


def _right_passphrase(request: HttpRequest, form: ConfirmForm | ChangePassphraseForm) -> bool:
    """Whether the form's passphrase is right; slowed by session, so that only a thief waits."""
    try:
        key = actions.attempt(f"confirm/{this_session(request)}")
    except actions.TooSoonError as wait:
        form.add_error(None, too_soon(wait.seconds))
        return False
    if own(request).check_password(form.cleaned_data["passphrase"]):
        actions.succeeded(key)
        return True
    form.add_error("passphrase", _("This is not your passphrase of now."))
    return False


def account(request: HttpRequest) -> HttpResponse:
    """What there is to this account, and what can be done with it."""
    by = own(request)
    context = {
        "account": by,
        "roles": sorted(str(role.label) for role in by.standing.awake),
        "asleep": sorted(str(role.label) for role in by.standing.asleep),
        "factors": queries.factors(by),
        "sessions": queries.sessions(by).count(),
    }
    return render(request, "identity/account.html", context)


@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    """The passphrase once more, then on to what was asked for."""
    form = ConfirmForm(request.POST or None)
    onward = get_next_redirect_url(request) or reverse("identity:account")
    if form.is_valid() and _right_passphrase(request, form):
        reauthenticate_by_password(request)
        return redirect(onward)
    return render(request, "identity/confirm.html", {"form": form, "next": onward})


@sensitive_post_parameters()
def passphrase(request: HttpRequest) -> HttpResponse:
    """Another passphrase; every other session ends."""
    form = ChangePassphraseForm(request.POST or None)
    if form.is_valid() and _right_passphrase(request, form):
        by = own(request)
        actions.change_passphrase(
            by=by, passphrase=form.cleaned_data["fresh"], keep=this_session(request)
        )
        update_session_auth_hash(request, by)
        return redirect("identity:account")
    return render(request, "identity/passphrase.html", {"form": form})


@confirmed
def recovery(request: HttpRequest) -> HttpResponse:
    """A new recovery secret in place of a lost one."""
    by = own(request)

    def complete(draft: actions.Draft, typed: str) -> HttpResponse:
        actions.complete_replacement(draft, typed=typed, by=by)
        return redirect("identity:account")

    if "draft" in request.POST:
        return typed_back(request, "replace", complete)
    if request.method == "POST":
        return show_secret(request, actions.draft_replacement(by=by, language=get_language() or ""))
    return render(request, "identity/recovery.html")


def sessions(request: HttpRequest) -> HttpResponse:
    """Every signed-in browser; sent, ends all but this one."""
    by = own(request)
    if request.method == "POST":
        actions.end_other_sessions(by=by, keep=this_session(request))
        return redirect("identity:sessions")
    context = {"sessions": queries.sessions(by), "here": this_session(request)}
    return render(request, "identity/sessions.html", context)


@require_POST
def session_end(request: HttpRequest, session: int) -> HttpResponse:
    """Signs one browser out."""
    by = own(request)
    actions.end_session(get_object_or_404(queries.sessions(by), pk=session), by=by)
    return redirect("identity:sessions")
