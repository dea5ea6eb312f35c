"""Staff: who is here, invitations, roles asleep and awake."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.ground.identity import actions, queries
from amparo.ground.identity.forms import InviteForm, RedeemForm
from amparo.ground.identity.models import Membership
from amparo.ground.identity.permissions import Permission

from .account import own


def people(request: HttpRequest) -> HttpResponse:
    """Everybody on staff, and the open invitations; sent, invites somebody."""
    by = own(request)
    if not Permission.PEOPLE.value.allows(by):
        raise Http404
    form = InviteForm(request.POST or None)
    if form.is_valid():
        _invitation, code = actions.invite(
            form.cleaned_data["roles"], label=form.cleaned_data["label"], by=by
        )
        page = render(
            request,
            "identity/invited.html",
            {"code": code, "label": form.cleaned_data["label"], "days": actions.INVITATION_DAYS},
        )
        page.headers["Cache-Control"] = "no-store, no-transform"
        return page
    return _people_page(request, form)


def _people_page(request: HttpRequest, form: InviteForm, said: str = "") -> HttpResponse:
    by = own(request)
    context = {
        "form": form,
        "people": queries.people(by),
        "invitations": queries.invitations(by),
        "said": said,
    }
    return render(request, "identity/people.html", context, status=409 if said else 200)


@require_POST
def wake(request: HttpRequest, membership: int) -> HttpResponse:
    """A sleeping role counts again."""
    actions.wake(_membership(request, membership), by=own(request))
    return redirect("identity:people")


@require_POST
def put_to_sleep(request: HttpRequest, membership: int) -> HttpResponse:
    """A role counts no more until it is woken."""
    try:
        actions.put_to_sleep(_membership(request, membership), by=own(request))
    except actions.LastAdministratorError:
        return _people_page(request, InviteForm(), _nobody_left())
    return redirect("identity:people")


@require_POST
def take_away(request: HttpRequest, membership: int) -> HttpResponse:
    """A role is gone."""
    try:
        actions.take_away(_membership(request, membership), by=own(request))
    except actions.LastAdministratorError:
        return _people_page(request, InviteForm(), _nobody_left())
    return redirect("identity:people")


@require_POST
def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    """An invitation's code opens nothing any more."""
    by = own(request)
    actions.withdraw(get_object_or_404(queries.invitations(by), pk=invitation), by=by)
    return redirect("identity:people")


def invitation(request: HttpRequest) -> HttpResponse:
    """An invitation's code becomes roles."""
    by = own(request)
    form = RedeemForm(request.POST or None)
    if form.is_valid():
        try:
            actions.redeem(form.cleaned_data["code"], by=by)
        except actions.NotAnInvitationError:
            form.add_error(
                "code",
                _("No open invitation has this code. It works once, and for seven days."),
            )
        except actions.OtherRolesError:
            form.add_error(
                "code",
                _("This account works for another organisation. Use the code with one of its own."),
            )
        else:
            return redirect(
                "identity:second_factor" if by.owes_second_factor else "identity:account"
            )
    return render(request, "identity/invitation.html", {"form": form})


def _membership(request: HttpRequest, pk: int) -> Membership:
    return get_object_or_404(queries.memberships(own(request)), pk=pk)


def _nobody_left() -> str:
    return _("This is the only administrator who is awake. Invite another one first.")
