"""Opening cases, writing on their timeline, and who holds their keys."""

import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.ground.identity.permissions import has
from amparo.ground.record.actions import note
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring, ShredKey
from amparo.protection.cases.models import Case, Item, Submission
from amparo.protection.cases.permissions import DESK
from amparo.protection.cases.queries.reach import Colleague, today

from . import clocks
from .reached import case_of, epoch_of
from .submissions import submission_of

# State, and the states that may follow it.
FLOW: dict[str, set[str]] = {
    Case.State.TRIAGE: {Case.State.ACTIVE, Case.State.CLOSED},
    Case.State.ACTIVE: {Case.State.TRIAGE, Case.State.REFERRED, Case.State.CLOSED},
    Case.State.REFERRED: {Case.State.ACTIVE, Case.State.CLOSED},
    Case.State.CLOSED: {Case.State.ACTIVE},
}
MOST_KEEP = 3660  # days


def open_case(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.open {case, submission?, epochs, items, blobs?, next_action?, opened_on?}`.

    The first epochs come with it; items may be of the request itself. An older case, brought from
    elsewhere, says when it was opened. The same case again answers the same.
    """
    if not by.has(*DESK):
        raise NotThereError
    identifier = act.id("case")
    if Case.objects.filter(pk=identifier).exists():
        case = case_of(identifier, by=by)
        return told(case)
    opened = act.maybe_day("opened_on") or today()
    if opened > today():
        raise RefusedError(_("A case cannot have been opened after today."))
    epochs = act.acts("epochs", 4)
    if [one.words("compartment", 10) or "main" for one in epochs].count("main") != 1:
        raise MalformedError("epochs")
    case = Case.objects.create(
        id=identifier,
        shred=keystore.new(),
        opened_on=opened,
        next_action=act.maybe_day("next_action"),
    )
    for one in epochs:
        _new_epoch(case, one, one.words("compartment", 10) or "main", by=by)
    submission = act.maybe_id("submission")
    if submission is not None:
        row = submission_of(submission, by=by)
        if row.state not in (Submission.State.NEW, Submission.State.REFUSED) or row.case_id:
            raise RefusedError(_("Somebody has already done something else with this request."))
        row.case, row.state, row.shred_on = case, Submission.State.TAKEN, None
        row.save(update_fields=["case", "state", "shred_on"])
    case_of(case.pk, by=by)  # who opens a case holds its key
    _write(case, act.acts("items"), by=by)
    vault.claim(act.ids("blobs"), case.id)
    _noted(by, "cases.opened", case)
    return told(case)


def add_items(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.items {case, items, blobs?, next_action?, support_ended_on?}`."""
    case = case_of(act.id("case"), by=by)
    _write(case, act.acts("items"), by=by)
    vault.claim(act.ids("blobs"), case.id)
    if act.has("next_action"):
        case.next_action = act.maybe_day("next_action")
    if act.has("support_ended_on"):
        case.support_ended_on = act.maybe_day("support_ended_on")
        if case.shred_asked_by_id is None:
            clocks.wind(case)
    case.save(update_fields=["next_action", "support_ended_on", "shred_on"])
    _noted(by, "cases.written", case)
    return told(case)


def change_state(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.state {case, state, items?, keep_days?}`: closing starts the clock."""
    case = case_of(act.id("case"), by=by)
    wanted = act.words("state", 10)
    _write(case, act.acts("items"), by=by)
    if act.has("keep_days"):
        case.keep_days = act.maybe_number("keep_days", 0, MOST_KEEP)
    if wanted != case.state:
        if wanted not in FLOW.get(case.state, set()):
            raise RefusedError(_("From where this case stands, it cannot go there."))
        case.state = wanted
        case.closed_on = today() if wanted == Case.State.CLOSED else None
        case.shred_asked_by = None
        case.postponed_to = None
        if wanted == Case.State.CLOSED:
            case.next_action = None
        _noted(by, f"cases.{wanted}", case)
    if case.shred_asked_by_id is None:
        clocks.wind(case)
    case.save()
    return told(case)


def new_epoch(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.epoch {case, epoch, compartment}`: after somebody left the team, or was excluded.

    Who is not in the new epoch loses the grants on those before: for them there is no such case.
    """
    case = case_of(act.id("case"), by=by)
    compartment = act.words("compartment", 10) or KeyEpoch.Compartment.MAIN
    told_epoch = act.act("epoch")
    found = KeyEpoch.objects.filter(pk=told_epoch.id("id")).first()
    if found is not None:
        if (found.scope, found.compartment) != (case.pk, compartment):
            raise NotThereError
        return {"case": str(case.id), "epoch": str(found.id)}
    epoch = _new_epoch(case, told_epoch, compartment, by=by)
    members = Grant.objects.filter(epoch=epoch).values("keyring")
    left = Grant.objects.filter(epoch__scope=case.pk).exclude(keyring__in=members)
    if compartment != KeyEpoch.Compartment.MAIN:
        left = left.filter(epoch__compartment=compartment)
    # What whoever did this cannot open stays as it is, and a new key of it is owed by who can.
    vault.take_back(left)
    _noted(by, "cases.keys_changed", case)
    return {"case": str(case.id), "epoch": str(epoch.id)}


def _new_epoch(case: Case, told_epoch: Act, compartment: str, *, by: Colleague) -> KeyEpoch:
    if compartment not in KeyEpoch.Compartment.values:
        raise MalformedError("compartment")
    check_members([one.id("keyring") for one in told_epoch.acts("grants")])
    living = vault_queries.living_epoch(case.pk, compartment)
    if compartment == KeyEpoch.Compartment.MAIN:
        shred = case.shred
    else:
        shred = living.shred if living is not None else keystore.new()
    return start_epoch(KeyEpoch.Scope.CASE, case.pk, compartment, told_epoch, shred=shred, by=by)


def start_epoch(
    kind: str, scope: UUID, compartment: str, told_epoch: Act, *, shred: ShredKey, by: Colleague
) -> KeyEpoch:
    """A new epoch through the vault, which checks number, signature, author and members."""
    try:
        return vault.new_epoch(
            scope_kind=kind,
            scope=scope,
            compartment=compartment,
            shred=shred,
            by=by.keyring,
            body=told_epoch.json(),
        )
    except vault.RefusedError as refused:
        raise RefusedError(str(refused)) from refused


def check_members(keyrings: list[UUID]) -> None:
    """Only people of the desk may hold a case's key. Raises RefusedError."""
    rows = Keyring.objects.filter(pk__in=keyrings).select_related("account")
    if any(not has(row.account, *DESK) for row in rows):
        raise RefusedError(_("Somebody among them does not work on cases."))


def grant(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.grant {grants}`: keys handed on, to one colleague or a whole caseload at once."""
    done = []
    for one in act.acts("grants", 6000):
        found = Grant.objects.filter(pk=one.id("id")).select_related("epoch").first()
        epoch = found.epoch if found else KeyEpoch.objects.filter(pk=one.id("epoch")).first()
        if epoch is None or not Grant.objects.filter(epoch=epoch, keyring=by.keyring).exists():
            raise NotThereError
        if epoch.scope_kind == KeyEpoch.Scope.CASE:
            check_members([one.id("keyring")])
        if found is None:
            give(epoch, one, by=by)
        done.append(str(one.id("id")))
    return {"grants": done}


def seal_anew(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.pairs {epoch, pairs}`: for the keyholders of now, by who holds a case's key."""
    epoch = KeyEpoch.objects.filter(pk=act.id("epoch"), scope_kind=KeyEpoch.Scope.CASE).first()
    if epoch is None or not Grant.objects.filter(epoch=epoch, keyring=by.keyring).exists():
        raise NotThereError
    pairs = [vault.Sent(one.json()) for one in act.acts("pairs", 20)]
    try:
        vault.seal_anew(epoch=epoch, by=by.keyring, pairs=pairs)
    except vault.RefusedError as refused:
        raise RefusedError(str(refused)) from refused
    return {"epoch": str(epoch.id)}


def give(epoch: KeyEpoch, told_grant: Act, *, by: Colleague) -> None:
    """One grant through the vault, which checks who gives, who gets and the frame."""
    try:
        vault.grant(epoch=epoch, by=by.keyring, body=told_grant.json())
    except vault.RefusedError as refused:
        raise RefusedError(str(refused)) from refused


def _write(case: Case, items: list[Act], *, by: Colleague) -> None:
    """Sealed versions: each the one after the last, under a living key its writer holds."""
    for one in items:
        item, version = one.id("item"), one.number("version", 1, 100_000)
        found = Item.objects.filter(pk=one.id("id")).first()
        if found is not None:
            if (found.case_id, found.item, found.version) != (case.pk, item, version):
                raise NotThereError
            continue
        epoch = epoch_of(one.id("epoch"), case, by=by)
        rows = Item.objects.filter(item=item)
        if rows.exclude(case=case.pk).exists():
            raise NotThereError
        last = rows.order_by("-version").values_list("version", flat=True).first() or 0
        if version != last + 1:
            raise RefusedError(
                _("Somebody changed this while you were writing. Read theirs, then save again.")
            )
        Item.objects.create(
            id=one.id("id"),
            case=case,
            epoch=epoch,
            item=item,
            version=version,
            frame=vault.keep(one.sealed("frame"), epoch.shred),
            day=today(),
        )


def told(case: Case) -> dict[str, object]:
    """A case as the desk's programs read it after an act."""
    days = ("next_action", "support_ended_on", "closed_on", "shred_on")
    found: dict[str, object] = {"case": str(case.id), "state": case.state}
    for name in days:
        day: datetime.date | None = getattr(case, name)
        found[name] = day.isoformat() if day else None
    return found


def _noted(by: Colleague, verb: str, case: Case) -> None:
    note(by=by.account.actor, verb=verb, kind="cases.case", object_id=str(case.id))
