"""What the desk's programs ask for: acts by their verbs, all of a batch or none."""

from typing import Any

from amparo.ground.identity.models import Account
from amparo.ground.vault.actions import acting
from amparo.protection.cases.queries.reach import colleague

from . import cases, checkins, clocks, doors, figures, money, reveals, sharing, submissions

VERBS: dict[str, acting.Verb] = {
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


def perform_signed(
    body: bytes, told: Any, signature: str, *, by: Account
) -> list[dict[str, object]]:
    """Do what came in `body`, read as `told`, signed by the keyring of `by`.

    Raises as `perform` does, and NotSignedError, MalformedError.
    """
    who = colleague(by)
    if who is None:
        raise acting.NoKeysError
    acting.check_signed(body, told, signature, by=who.keyring)
    return acting.perform(VERBS, told["acts"], by=who)


def perform(acts: list[Any], *, by: Account) -> list[dict[str, object]]:
    """Do these acts in one transaction and answer each; all or none.

    Each act is a mapping with a `verb` and its members (see the README). The same acts again do
    nothing and answer the same. Raises BatchRefusedError, NoKeysError.
    """
    who = colleague(by)
    if who is None:
        raise acting.NoKeysError
    return acting.perform(VERBS, acts, by=who)
