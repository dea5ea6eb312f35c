"""What the desk's program asks for, by verb: all of a batch or none."""

from typing import Any

from amparo.capacity.fellowships.queries.reach import colleague
from amparo.ground.identity.models import Account
from amparo.ground.vault.actions import acting

from . import cohorts, fellows, money, office, panel, reports, rounds

VERBS: dict[str, acting.Verb] = {
    "call.epoch": rounds.call_epoch,
    "call.grant": rounds.call_grant,
    "call.tell": rounds.tell,
    "call.end": rounds.end,
    "application.state": office.change_state,
    "application.items": office.add_items,
    "application.bring": office.bring,
    "application.tell": office.tell,
    "letter": office.write_letter,
    "letter.read": office.read_letters,
    "reviewer.add": panel.add_reviewer,
    "reviewer.end": panel.end_reviewer,
    "reviewer.declare": panel.declare,
    "bar.set": panel.bar,
    "bar.lift": panel.lift_bar,
    "reading.assign": panel.assign,
    "reading.withdraw": panel.withdraw_reading,
    "reading.return": panel.return_reading,
    "reading.review": panel.review,
    "post": panel.post,
    "discussion.set": panel.set_discussion,
    "scenario.save": cohorts.save_scenario,
    "scenario.drop": cohorts.drop_scenario,
    "cohort.freeze": cohorts.freeze,
    "report.release": reports.release,
    "fellowship.open": fellows.open_fellowship,
    "fellowship.items": fellows.add_items,
    "fellowship.state": fellows.change_state,
    "fellowship.tell": fellows.tell,
    "fellowship.next": fellows.set_next,
    "fellowship.alumni": fellows.set_alumni,
    "fellowship.epoch": fellows.new_epoch,
    "fellowship.grant": fellows.grant,
    "followup.asked": fellows.change_follow_up,
    "followup.answered": fellows.change_follow_up,
    "followup.missed": fellows.change_follow_up,
    "profile.put": fellows.put_profile,
    "profile.drop": fellows.drop_profile,
    "disbursement.add": money.add,
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

    The same acts again do nothing and answer the same. Raises BatchRefusedError, NoKeysError.
    """
    who = colleague(by)
    if who is None:
        raise acting.NoKeysError
    return acting.perform(VERBS, acts, by=who)
