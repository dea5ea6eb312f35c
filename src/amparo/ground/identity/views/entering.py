"""Signing up, signing in, coming back."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import login as flows
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from amparo.ground.identity import actions, queries
from amparo.ground.identity.forms import (
    CodeForm,
    PasskeyAnswerForm,
    RecoverForm,
    SignInForm,
    SignUpForm,
    TypedBackForm,
)
from amparo.ground.identity.models import Account

DEVICE_COOKIE = "amparo-device"
PROVED = "passphrase"  # in a session: changes with the passphrase that opened it, tells nothing
DEVICE_AGE = 180 * 24 * 3600
BEFORE_SIGN_IN = 15 * 60  # seconds that a session lives until somebody is signed in
NOT_KEPT = "no-store, no-transform"


@sensitive_post_parameters()
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Handle and passphrase; then, for who has one, the second step."""
    if request.user.is_authenticated:
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        handle = form.cleaned_data["handle"]
        try:
            key = actions.attempt(f"sign-in/{handle}", device=_device(request, handle))
        except actions.TooSoonError as wait:
            form.add_error(None, too_soon(wait.seconds))
            return _sign_in_page(request, form, status=429)
        account = get_adapter().authenticate(
            request, username=handle, password=form.cleaned_data["passphrase"]
        )
        if account is not None:
            actions.succeeded(key)
            return entered(request, account, _next(request))
        form.add_error(None, _("This handle and passphrase do not belong together."))
    return _sign_in_page(request, form)


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    page = render(
        request, "identity/sign_in.html", {"form": form} | _onward(request), status=status
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def too_soon(seconds: int) -> str:
    """How long to wait, and what works meanwhile."""
    minutes, rest = divmod(seconds, 60)
    if minutes:
        wait = ngettext("%(count)d minute", "%(count)d minutes", minutes + bool(rest)) % {
            "count": minutes + bool(rest)
        }
    else:
        wait = ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return _(
        "There were many wrong attempts with this handle today, perhaps by somebody else. Please"
        " try again in %(wait)s. This attempt was not looked at. Your recovery secret works now,"
        " and so does a browser where you signed in before."
    ) % {"wait": wait}


def entered(request: HttpRequest, account: Account, onward: str | None = None) -> HttpResponse:
    """Past the passphrase: to the second step if there is one, else in."""
    request.session[PROVED] = account.get_session_auth_hash()
    response: HttpResponse = flows.perform_password_login(
        request, {}, Login(user=account, redirect_url=onward)
    )
    return _remembered(request, response)


def _remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Once somebody is in, this browser is known for this account; before, it is not kept long."""
    account = queries.reader(request)
    if account is None:
        request.session.set_expiry(BEFORE_SIGN_IN)
        return response
    response.set_cookie(
        DEVICE_COOKIE,
        actions.device_cookie(request.COOKIES.get(DEVICE_COOKIE, ""), account.pk),
        max_age=DEVICE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@sensitive_post_parameters()
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: an app's code, or a passkey."""
    stage = request._login_stage  # type: ignore[attr-defined]
    account: Account = stage.login.user
    if request.session.get(PROVED) != account.get_session_auth_hash():
        begun_again: HttpResponse = stage.abort()  # the passphrase is another one by now
        return begun_again
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        device = actions.device_of(request.COOKIES.get(DEVICE_COOKIE, ""), account.pk)
        try:
            key = actions.attempt(f"code/{account.pk}", device=device)
        except actions.TooSoonError as wait:
            form.add_error(None, too_soon(wait.seconds))
        else:
            factor = actions.take_code(account, form.cleaned_data["code"])
            if factor is not None:
                actions.succeeded(key)
                return _past(request, stage, account, factor)
            form.add_error(
                "code", _("This is not the code of now. Codes change every half minute.")
            )
    elif "credential" in request.POST:
        answer = PasskeyAnswerForm(user=account, data=request.POST)
        if answer.is_valid():
            return _past(request, stage, account, answer.cleaned_data["credential"])
        form = CodeForm()
        form.cleaned_data = {}
        form.errors["__all__"] = form.error_class([_("The passkey did not answer. Try again.")])
    kinds = {str(factor.type) for factor in queries.factors(account)}
    context: dict[str, Any] = {"form": form, "has_app": "totp" in kinds}
    if "webauthn" in kinds:
        context["options"] = webauthn.begin_authentication(account)
    if settings.AMPARO_DEMONSTRATION:
        context["demonstration_code"] = actions.current_code(account)
    return _private(render(request, "identity/sign_in_code.html", context))


def _past(request: HttpRequest, stage: Any, account: Account, factor: Any) -> HttpResponse:
    flows.record_authentication(request, account, "mfa", id=factor.pk, type=str(factor.type))
    return _remembered(request, stage.exit())


@login_not_required
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey instead of handle, passphrase and second step."""
    if request.user.is_authenticated:
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    refused = False
    if request.method == "POST":
        form = PasskeyAnswerForm(user=None, data=request.POST)
        if form.is_valid():
            factor = form.cleaned_data["credential"]
            flows.record_authentication(
                request, factor.user, "mfa", id=factor.pk, type="webauthn", passwordless=True
            )
            login = Login(user=factor.user, redirect_url=_next(request))
            return _remembered(request, flows.perform_login(request, login))
        refused = True
    context = {"options": webauthn.begin_authentication(None), "refused": refused}
    request.session.set_expiry(BEFORE_SIGN_IN)
    return _private(render(request, "identity/sign_in_passkey.html", context | _onward(request)))


def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks, and signs out; on a borrowed device the browser is forgotten as well."""
    if request.method != "POST":
        return render(request, "identity/sign_out.html")
    logout(request, show_message=False)
    response = redirect(str(settings.LOGOUT_REDIRECT_URL))
    if "forget" in request.POST:
        response.delete_cookie(DEVICE_COOKIE)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@sensitive_post_parameters()
@login_not_required
def sign_up(request: HttpRequest) -> HttpResponse:
    """Two steps: handle and passphrase; then the recovery secret, shown and typed back."""
    if request.user.is_authenticated:
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    if "draft" in request.POST:
        return typed_back(
            request,
            "sign-up",
            lambda draft, typed: entered(
                request, actions.complete_sign_up(draft, typed=typed), _next(request)
            ),
        )
    form = SignUpForm(request.POST or None)
    # Who asks whether a handle is taken uses up what making an account does.
    if form.is_valid() and _room_for(form, "sign-up", settings.AMPARO_SIGN_UPS) and form.is_free():
        return show_secret(request, actions.draft_account(**form.cleaned_data))
    return _private(render(request, "identity/sign_up.html", {"form": form} | _onward(request)))


@sensitive_post_parameters()
@login_not_required
def recover(request: HttpRequest) -> HttpResponse:
    """The way back with the recovery secret: a new passphrase and a new secret."""
    if "draft" in request.POST:
        return typed_back(
            request, "recover", lambda draft, typed: _recovered(request, draft, typed)
        )
    form = RecoverForm(request.POST or None)
    if form.is_valid() and _room_for(form, "recover", settings.AMPARO_RECOVERIES):
        draft = actions.draft_recovery(
            handle=form.cleaned_data["handle"],
            typed=form.cleaned_data["secret"],
            passphrase=form.cleaned_data["passphrase"],
            language=form.cleaned_data["language"],
        )
        if draft is not None:
            return show_secret(request, draft)
        form.add_error(None, _("This handle and recovery secret do not belong together."))
    return _private(render(request, "identity/recover.html", {"form": form}))


def _recovered(request: HttpRequest, draft: actions.Draft, typed: str) -> HttpResponse:
    account = actions.complete_recovery(draft, typed=typed)
    if request.user.is_authenticated:
        logout(request, show_message=False)
    return entered(request, account, reverse("identity:account"))


def show_secret(
    request: HttpRequest, draft: actions.Draft, form: TypedBackForm | None = None
) -> HttpResponse:
    """The page that shows the recovery secret, kept nowhere on its way."""
    if form is None:
        form = TypedBackForm(initial={"draft": draft.sealed()})
    context = {
        "form": form,
        "words": draft.words(),
        "language": draft.language,
        "groups": draft.groups(),
        "kind": draft.kind,
    }
    return _private(render(request, "identity/secret.html", context | _onward(request)))


def typed_back(
    request: HttpRequest, kind: str, complete: Callable[[actions.Draft, str], HttpResponse]
) -> HttpResponse:
    """The second step of sign-up, recovery and replacement: completes, or shows it again."""
    form = TypedBackForm(request.POST)
    try:
        draft = actions.open_draft(request.POST["draft"], kind)
        if not form.is_valid():
            return show_secret(request, draft, form)
        return complete(draft, form.cleaned_data["typed"])
    except actions.NotTheSameError:
        form.add_error("typed", _("This is a recovery secret, but not the one shown here."))
        return show_secret(request, draft, form)
    except actions.ExpiredError:
        page = render(request, "identity/expired.html", {"again": request.path}, status=410)
        return _private(page)


def _room_for(form: SignUpForm | RecoverForm, name: str, allowance: tuple[int, int]) -> bool:
    """Whether the installation has room for one more; says how long to wait if not."""
    try:
        actions.spend(name, allowance)
    except actions.BusyError as busy:
        form.add_error(
            None,
            ngettext(
                "Very many people are here at once. Please send this again in %(count)d second.",
                "Very many people are here at once. Please send this again in %(count)d seconds.",
                busy.seconds,
            )
            % {"count": busy.seconds},
        )
        return False
    return True


def _device(request: HttpRequest, handle: str) -> str:
    """The nonce of this browser's earlier success with this handle; empty if there was none."""
    cookie = request.COOKIES.get(DEVICE_COOKIE, "")
    account = queries.account_of(handle)
    return actions.device_of(cookie, account.pk) if account and cookie else ""


def _next(request: HttpRequest) -> str | None:
    """Where to go afterwards, if it is a page of ours."""
    found: str | None = get_next_redirect_url(request)
    return found


def _onward(request: HttpRequest) -> dict[str, str]:
    """`next` for the links and forms of a page, safe to put into an address."""
    onward = _next(request)
    if not onward or onward == resolve_url(settings.LOGIN_REDIRECT_URL):
        return {}
    return {"next": onward, "onward": "?" + urlencode({"next": onward})}


def _private(page: HttpResponse) -> HttpResponse:
    page.headers["Cache-Control"] = NOT_KEPT
    return page
