"""The keys' API: JSON in, JSON out. Every secret in it was sealed in a browser.

Who may not ask is told what a missing page tells. The whole list, with bodies, is in the README.
"""

import functools
import json
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.ground.vault import actions, queries
from amparo.ground.vault.actions import RefusedError, Sent, UnreadableError
from amparo.ground.vault.models import Keyring
from amparo.ground.vault.permissions import Permission

LARGEST = 2 * 1024 * 1024  # bytes of a request
ACTS = (60, 30)  # of one person: at once, and how many more a minute
UNLOCKS = (20, 6)
View = Callable[..., HttpResponse]


def _asked(allowance: tuple[int, int], name: str) -> Callable[[View], View]:
    """For staff whose roles count now; slowed; never kept by anything, never compressed."""

    def decorated(view: View) -> View:
        @functools.wraps(view)
        def asked(request: HttpRequest, **arguments: UUID) -> HttpResponse:
            by = reader(request)
            if by is None or not Permission.KEYS.value.allows(by):
                raise Http404
            try:
                if request.method == "POST" or name != "vault":
                    identity.spend(f"{name}/{by.actor}", allowance)
                answer = view(request, by, **arguments)
            except identity.BusyError as busy:
                answer = _refused("busy", _("That was very often. Wait a moment."), 429)
                answer["Retry-After"] = str(busy.seconds)
            except UnreadableError as unreadable:
                answer = _refused(unreadable.code, str(unreadable), 400)
            except RefusedError as refused:
                answer = _refused(refused.code, str(refused), 409)
            answer["Cache-Control"] = "no-store, no-transform"
            return answer

        return asked

    return decorated


_acts = _asked(ACTS, "vault")


def _refused(code: str, words: str, status: int) -> HttpResponse:
    return JsonResponse({"refused": {"code": code, "words": words}}, status=status)


def _sent(request: HttpRequest) -> Sent:
    raw = request.read(LARGEST + 1)
    try:
        return Sent(json.loads(raw) if len(raw) <= LARGEST else None)
    except (ValueError, RecursionError):
        raise UnreadableError("body") from None


def _state(by: Account) -> HttpResponse:
    return JsonResponse(queries.state(by))


def _active(by: Account) -> Keyring:
    mine = queries.keyring_of(by)
    if mine is None:
        raise RefusedError("keyring", _("Nobody vouches for your keys, or no longer."))
    return mine


@require_GET
@_acts
def state(_request: HttpRequest, by: Account) -> HttpResponse:
    """My keyring, colleagues' keys, what waits for two people."""
    return _state(by)


@require_GET
@_acts
def vault(_request: HttpRequest, by: Account) -> HttpResponse:
    """What `session.load` takes."""
    if queries.organisation() is None:
        raise RefusedError("org", _("There is no directory of keys yet."))
    _active(by)
    return JsonResponse(queries.vault_for(by))


@require_GET
@_asked(UNLOCKS, "vault.unlock")
def unlock(_request: HttpRequest, by: Account) -> HttpResponse:
    """The ways to open my keyring, each sealed; nobody else's."""
    return JsonResponse({"blobs": queries.unlock_blobs(by)})


@require_GET
@_acts
def epochs(request: HttpRequest, by: Account) -> HttpResponse:
    """The epochs of a scope, for who holds one of them, and for keyholders."""
    scope = Sent({"scope": request.GET.get("scope")}).id("scope")
    mine, rows = _active(by), list(queries.epochs(scope))
    held = queries.reads(mine)
    if mine.pk not in queries.directory().keyholders and not any(row.id in held for row in rows):
        rows = []
    known = queries.members(row.id for row in rows)
    return JsonResponse(
        {
            "epochs": [
                {**queries.epoch_told(row), "members": [str(one) for one in known.get(row.id, [])]}
                for row in rows
            ]
        }
    )


@require_POST
@_acts
def keyring(request: HttpRequest, by: Account) -> HttpResponse:
    """My keyring, made."""
    actions.make_keyring(_sent(request), by=by)
    return _state(by)


@require_POST
@_acts
def abandon(_request: HttpRequest, by: Account) -> HttpResponse:
    """My keyring that nobody vouched for is gone."""
    actions.abandon(by=by)
    return _state(by)


@require_POST
@_acts
def blobs(request: HttpRequest, by: Account) -> HttpResponse:
    """One more way to open my keyring."""
    actions.add_blob(_sent(request), by=by)
    return _state(by)


@require_POST
@_acts
def blob_remove(request: HttpRequest, by: Account) -> HttpResponse:
    """One way fewer."""
    actions.remove_blob(_sent(request).id("id"), by=by)
    return _state(by)


@require_POST
@_acts
def paper(_request: HttpRequest, by: Account) -> HttpResponse:
    """The paper was typed back."""
    actions.confirm_paper(by=by)
    return _state(by)


@require_POST
@_acts
def drill(_request: HttpRequest, by: Account) -> HttpResponse:
    """The paper still opens my keyring."""
    actions.drilled(by=by)
    return _state(by)


@require_POST
@_acts
def organisation(request: HttpRequest, by: Account) -> HttpResponse:
    """The organisation's key, founded."""
    actions.found_organisation(_sent(request), by=by)
    return _state(by)


@require_POST
@_acts
def entries(request: HttpRequest, by: Account) -> HttpResponse:
    """An entry that one keyholder signed alone."""
    actions.append(Sent(_sent(request).told.get("entry")), by=_active(by))
    return _state(by)


@require_POST
@_acts
def proposals(request: HttpRequest, by: Account) -> HttpResponse:
    """An entry proposed to another keyholder."""
    actions.propose(_sent(request), by=_active(by))
    return _state(by)


@require_POST
@_acts
def proposal_complete(request: HttpRequest, by: Account) -> HttpResponse:
    """A proposed entry, signed."""
    actions.complete(_sent(request), by=_active(by))
    return _state(by)


@require_POST
@_acts
def proposal_withdraw(request: HttpRequest, by: Account) -> HttpResponse:
    """A proposed entry, withdrawn."""
    actions.withdraw(_sent(request).id("proposal"), by=_active(by))
    return _state(by)


@require_POST
@_acts
def revoke(request: HttpRequest, by: Account) -> HttpResponse:
    """A colleague's keys, taken away now."""
    found = queries.keyring(_sent(request).id("keyring"))
    if found is None:
        raise UnreadableError("keyring")
    actions.revoke(found, by=_active(by))
    return _state(by)


HERE = "desk/keys/api/"
patterns = [
    path(HERE, state, name="api"),
    path(f"{HERE}vault/", vault, name="api_vault"),
    path(f"{HERE}unlock/", unlock, name="api_unlock"),
    path(f"{HERE}epochs/", epochs, name="api_epochs"),
    path(f"{HERE}keyring/", keyring, name="api_keyring"),
    path(f"{HERE}keyring/abandon/", abandon, name="api_abandon"),
    path(f"{HERE}blobs/", blobs, name="api_blobs"),
    path(f"{HERE}blobs/remove/", blob_remove, name="api_blob_remove"),
    path(f"{HERE}paper/", paper, name="api_paper"),
    path(f"{HERE}drill/", drill, name="api_drill"),
    path(f"{HERE}organisation/", organisation, name="api_organisation"),
    path(f"{HERE}entries/", entries, name="api_entries"),
    path(f"{HERE}proposals/", proposals, name="api_proposals"),
    path(f"{HERE}proposals/complete/", proposal_complete, name="api_complete"),
    path(f"{HERE}proposals/withdraw/", proposal_withdraw, name="api_withdraw"),
    path(f"{HERE}revoke/", revoke, name="api_revoke"),
]
