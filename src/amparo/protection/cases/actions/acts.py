"""What the desk's programs ask for: acts by their verbs, all of a batch or none."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.vault import actions as vault
from amparo.protection.cases.queries.reach import Colleague, colleague

from . import cases, checkins, clocks, doors, figures, money, reveals, sharing, submissions
from .reading import Act, MalformedError, RefusedError

MOST = 2000
Verb = Callable[..., dict[str, object]]
VERBS: dict[str, Verb] = {
    "case.open": cases.open_case,
    "case.items": cases.add_items,
    "case.state": cases.change_state,
    "case.epoch": cases.new_epoch,
    "case.grant": cases.grant,
    "case.pairs": cases.seal_anew,
    "case.keep": clocks.keep,
    "case.shred": clocks.let_go,
    "submission.state": submissions.change_submission,
    "submission.erase": submissions.confirm_erasure,
    "reply": submissions.reply,
    "checkin.set": checkins.set_check_in,
    "checkin.made": checkins.change_check_in,
    "checkin.end": checkins.change_check_in,
    "referral.send": sharing.refer,
    "referral.withdraw": sharing.withdraw,
    "referral.answer": sharing.answer_referral,
    "lend": sharing.lend,
    "lend.end": sharing.end_lent,
    "lend.answer": sharing.answer_lent,
    "hold.ask": clocks.ask_hold,
    "hold.agree": clocks.change_hold,
    "hold.lift": clocks.change_hold,
    "ledger.add": money.add_line,
    "ledger.correct": money.correct_line,
    "reveal.ask": reveals.ask,
    "reveal.complete": reveals.complete,
    "figures.release": figures.release,
    "door.opened": doors.open_door,
    "door.epoch": doors.door_epoch,
    "organisation.epoch": doors.organisation_epoch,
}


class BatchRefusedError(RefusedError):
    """One act was refused, so none was done. `place` counts from 0."""

    def __init__(self, place: int, words: str) -> None:
        super().__init__(words)
        self.place = place


class NoKeysError(RefusedError):
    """Who asks has no active keyring, or no role here."""

    def __init__(self) -> None:
        super().__init__(_("Make your keys first, and have them vouched for."))


class NotSignedError(RefusedError):
    """A batch that the keys of who sends it did not sign: a session alone does nothing here."""

    def __init__(self) -> None:
        super().__init__(_("This was not signed by your keys. Unlock them, and try again."))


def perform_signed(
    body: bytes, told: Any, signature: str, *, by: Account
) -> list[dict[str, object]]:
    """Do what came in `body`, read as `told`: `{v, kind: "acts", keyring, day, acts}`.

    `signature` is by the keyring of `by`, over the body's hash. Raises as `perform` does, and
    NotSignedError, MalformedError.
    """
    if not isinstance(told, dict) or not isinstance(told.get("acts"), list):
        raise MalformedError("acts")
    who = colleague(by)
    if who is None:
        raise NoKeysError
    batch = Act(told)
    if (
        (told.get("v"), told.get("kind"), told.get("keyring")) != (1, "acts", str(who.keyring.pk))
        or not vault.about_today(batch.day("day"))
        or not vault.signed_acts(who.keyring.signing_key, body, signature)
    ):
        raise NotSignedError
    return perform(told["acts"], by=by)


def perform(acts: list[Any], *, by: Account) -> list[dict[str, object]]:
    """Do these acts in one transaction and answer each; all or none.

    Each act is a mapping with a `verb` and its members (see the README). The same acts again do
    nothing and answer the same. Raises BatchRefusedError, NoKeysError.
    """
    if len(acts) > MOST:
        raise BatchRefusedError(MOST, _("This is too much at once."))
    who = colleague(by)
    if who is None:
        raise NoKeysError
    with transaction.atomic():
        return [_one(place, told, by=who) for place, told in enumerate(acts)]


def _one(place: int, told: Any, *, by: Colleague) -> dict[str, object]:
    try:
        act = Act(told)
        verb = act.words("verb", 40)
        if verb not in VERBS:
            raise BatchRefusedError(place, _("This page is older than the server. Reload it."))
        return {"verb": verb, **VERBS[verb](act, by=by)}
    except BatchRefusedError:
        raise
    except (RefusedError, vault.FrameRefused, vault.BlobRefused) as refused:
        raise BatchRefusedError(place, str(refused)) from refused
    except IntegrityError as clash:
        raise BatchRefusedError(
            place, _("Somebody did something else at the same moment. Reload and try again.")
        ) from clash
