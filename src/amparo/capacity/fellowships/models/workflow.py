"""How applications and fellowships go on, as data: state, verb, next state, and who says it.

Each state has a name for staff and one for the applicant; the applicant sees the state they were
told, which follows only when the office says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .applications import Application
from .fellows import Fellowship

A = Application.State
F = Fellowship.State


class Who(StrEnum):
    """Who may say a verb."""

    APPLICANT = "applicant"  # or the fellow, by their secret
    OFFICE = "office"
    BOTH = "both"  # the office on their word


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from a state to another."""

    verb: str
    before: str
    after: str
    who: Who
    label: str | Promise  # of the button


@dataclass(frozen=True, slots=True)
class Label:
    """What a state is called, for staff and for the applicant."""

    staff: str | Promise
    applicant: str | Promise


def _ways(
    verb: str, before: Iterable[str], after: str, who: Who, label: str | Promise
) -> list[Transition]:
    return [Transition(verb, one, after, who, label) for one in before]


IN_ROUND = (A.SENT, A.ELIGIBLE, A.SHORTLISTED, A.OFFERED, A.WAITING, A.ACCEPTED)
APPLICATION: tuple[Transition, ...] = (
    *_ways("send", [A.DRAFT, A.WITHDRAWN], A.SENT, Who.APPLICANT, _("Send")),
    *_ways("eligible", [A.SENT, A.INELIGIBLE], A.ELIGIBLE, Who.OFFICE, _("Eligible")),
    *_ways("ineligible", [A.SENT, A.ELIGIBLE], A.INELIGIBLE, Who.OFFICE, _("Not eligible")),
    *_ways("shortlist", [A.ELIGIBLE, A.NOT_CHOSEN], A.SHORTLISTED, Who.OFFICE, _("Shortlist")),
    *_ways("unlist", [A.SHORTLISTED], A.ELIGIBLE, Who.OFFICE, _("Take off the shortlist")),
    *_ways(
        "offer", [A.ELIGIBLE, A.SHORTLISTED, A.WAITING], A.OFFERED, Who.OFFICE, _("Offer a place")
    ),
    *_ways(
        "wait", [A.ELIGIBLE, A.SHORTLISTED], A.WAITING, Who.OFFICE, _("Put on the waiting list")
    ),
    *_ways(
        "not_choose",
        [A.ELIGIBLE, A.SHORTLISTED, A.WAITING],
        A.NOT_CHOSEN,
        Who.OFFICE,
        _("Not this time"),
    ),
    *_ways("take_back", [A.OFFERED], A.SHORTLISTED, Who.OFFICE, _("Take the offer back")),
    *_ways("accept", [A.OFFERED], A.ACCEPTED, Who.BOTH, _("Accept the place")),
    *_ways("decline", [A.OFFERED, A.ACCEPTED], A.DECLINED, Who.BOTH, _("Decline the place")),
    *_ways(
        "withdraw",
        [A.DRAFT, A.INELIGIBLE, A.NOT_CHOSEN, *IN_ROUND],
        A.WITHDRAWN,
        Who.BOTH,
        _("Withdraw"),
    ),
    *_ways(
        "erase",
        [one for one in A if one != A.ERASED],
        A.ERASED,
        Who.APPLICANT,
        _("Erase everything"),
    ),
)
LIVING = (F.PREPARING, F.ONLINE, F.RESIDENT)
FELLOWSHIP: tuple[Transition, ...] = (
    *_ways(
        "go_online", [F.PREPARING, F.PAUSED], F.ONLINE, Who.OFFICE, _("The online course begins")
    ),
    *_ways(
        "arrive", [F.PREPARING, F.ONLINE, F.PAUSED], F.RESIDENT, Who.OFFICE, _("They have arrived")
    ),
    *_ways(
        "leave", [F.ONLINE, F.RESIDENT], F.FOLLOW_UP, Who.OFFICE, _("The weeks together have ended")
    ),
    *_ways("pause", LIVING, F.PAUSED, Who.OFFICE, _("Pause")),
    *_ways("prepare", [F.PAUSED], F.PREPARING, Who.OFFICE, _("Prepare again")),
    *_ways("stop", [*LIVING, F.PAUSED], F.STOPPED, Who.OFFICE, _("They cannot come")),
    *_ways("finish", [F.FOLLOW_UP], F.FINISHED, Who.OFFICE, _("Two years have passed")),
)

APPLICATION_LABELS: dict[str, Label] = {
    A.DRAFT: Label(_("Being written"), _("Not sent yet")),
    A.SENT: Label(_("Arrived"), _("Sent. It is being read.")),
    A.INELIGIBLE: Label(_("Not eligible"), _("It cannot take part this time.")),
    A.ELIGIBLE: Label(_("Eligible"), _("It is being read.")),
    A.SHORTLISTED: Label(_("Shortlisted"), _("It is being read for a second time.")),
    A.OFFERED: Label(_("Offered a place"), _("A place is offered to you.")),
    A.WAITING: Label(_("Waiting list"), _("You are on the waiting list.")),
    A.ACCEPTED: Label(_("Accepted the place"), _("You accepted. The place is yours.")),
    A.DECLINED: Label(_("Declined"), _("You declined the place.")),
    A.NOT_CHOSEN: Label(_("Not chosen"), _("There was no place for you this time.")),
    A.WITHDRAWN: Label(
        pgettext_lazy("application", "Withdrawn"), _("You withdrew your application.")
    ),
    A.ERASED: Label(pgettext_lazy("application", "Erased"), _("Nothing of it is kept.")),
}
FELLOWSHIP_LABELS: dict[str, Label] = {
    F.PREPARING: Label(_("Being prepared"), _("We are preparing your journey together.")),
    F.ONLINE: Label(_("Online course"), _("The online course is under way.")),
    F.RESIDENT: Label(_("Here in person"), _("You are with us.")),
    F.PAUSED: Label(pgettext_lazy("fellowship", "Paused"), _("Your fellowship is paused.")),
    F.FOLLOW_UP: Label(_("Follow-up"), _("The weeks together are over; we stay in touch.")),
    F.FINISHED: Label(pgettext_lazy("fellowship", "Finished"), _("Your fellowship is complete.")),
    F.STOPPED: Label(pgettext_lazy("fellowship", "Stopped"), _("Your fellowship has ended.")),
}


def way(table: Iterable[Transition], verb: str, before: str) -> Transition | None:
    """The transition that this verb is from this state; None where there is none."""
    return next((one for one in table if one.verb == verb and one.before == before), None)


def ways(table: Iterable[Transition], before: str, *who: Who) -> list[Transition]:
    """What may be said in this state by any of `who`."""
    return [one for one in table if one.before == before and one.who in who]
