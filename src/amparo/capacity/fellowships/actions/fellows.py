"""Accompanying: from the place accepted to two years after."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import (
    Application,
    FellowItem,
    Fellowship,
    FollowUp,
    Profile,
)
from amparo.capacity.fellowships.models.workflow import FELLOWSHIP, way
from amparo.capacity.fellowships.permissions import ACCOMPANY, OFFICE
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.identity.permissions import has
from amparo.ground.interface import actions as interface
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring

from .reached import application_of, call_of, fellowship_of, held_of, noted, start_epoch

MONTHS = (3, 6, 12, 24)  # after the weeks together
KEPT_AFTER = datetime.timedelta(days=3 * 365)  # from their end: a year past the last follow-up
STOPPED_KEPT = datetime.timedelta(days=365)
F = Fellowship.State


def open_fellowship(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.open {fellowship, application?, call, epoch, items, began_on?}`.

    Of an application that was accepted; without one, a fellow of an older round.
    """
    call = call_of(act.id("call"), by=by)
    identifier = act.id("fellowship")
    if Fellowship.objects.filter(pk=identifier).exists():
        return told(fellowship_of(identifier, by=by))
    application = None
    if act.maybe_id("application") is not None:
        application = application_of(act.id("application"), by=by)
        if application.call_id != call.pk or application.state != Application.State.ACCEPTED:
            raise RefusedError(_("Only somebody who accepted a place becomes a fellow."))
        if Fellowship.objects.filter(application=application).exists():
            raise RefusedError(_("This fellowship was opened already."))
    epoch_told = act.act("epoch")
    check_members([one.id("keyring") for one in epoch_told.acts("grants")])
    row = Fellowship.objects.create(
        id=identifier,
        call=call,
        application=application,
        shred=keystore.new(),
        began_on=act.maybe_day("began_on") or today(),
        next_on=act.maybe_day("next_on"),
    )
    start_epoch(KeyEpoch.Scope.FELLOWSHIP, row.pk, epoch_told, shred=row.shred, by=by)
    row = fellowship_of(row.pk, by=by)  # who opens it holds its key
    _write(row, act.acts("items"), by=by)
    noted("fellowship_opened", "fellowship", row.pk, by=by)
    return told(row)


def add_items(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.items {fellowship, items, blobs?}`."""
    row = fellowship_of(act.id("fellowship"), by=by)
    _write(row, act.acts("items"), by=by)
    vault.claim(act.ids("blobs"), row.pk)
    noted("fellowship_written", "fellowship", row.pk, by=by)
    return told(row)


def change_state(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.state {fellowship, verb_said, items?, ended_on?}`: one step of the workflow.

    Of the office: a coach who alone could stop a fellowship would decide about a place.
    """
    row = fellowship_of(act.id("fellowship"), by=by)
    _only_office(by)
    verb = act.words("verb_said", 20)
    _write(row, act.acts("items"), by=by)
    found = way(FELLOWSHIP, verb, row.state)
    if found is None:
        if any(one.verb == verb and one.after == row.state for one in FELLOWSHIP):
            return told(row)
        raise RefusedError(_("From where this fellowship stands, it cannot go there."))
    row.state = found.after
    if row.state == F.FOLLOW_UP:
        row.ended_on = act.maybe_day("ended_on") or today()
        row.shred_on = row.ended_on + KEPT_AFTER
        _plan_follow_ups(row)
    elif row.state == F.STOPPED:
        row.shred_on, row.next_on = today() + STOPPED_KEPT, None
    elif row.state == F.FINISHED:
        row.next_on = None
    row.save()
    noted(f"fellowship_{verb}", "fellowship", row.pk, by=by)
    return told(row)


def _only_office(by: Colleague) -> None:
    if not by.has(*OFFICE):
        raise RefusedError(_("Only the office says this. Ask a colleague there."))


def _plan_follow_ups(row: Fellowship) -> None:
    ended = row.ended_on or today()
    for months in MONTHS:
        due = _months_later(ended, months)
        FollowUp.objects.update_or_create(fellowship=row, months=months, defaults={"due": due})


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day that many months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def tell(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.tell {fellowship}`: the fellow sees now where it stands."""
    row = fellowship_of(act.id("fellowship"), by=by)
    _only_office(by)
    if row.told != row.state:
        row.told = row.state
        row.save(update_fields=["told"])
        noted("fellowship_told", "fellowship", row.pk, by=by)
    return told(row)


def set_next(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.next {fellowship, on}`: when somebody must act next; empty for nothing."""
    row = fellowship_of(act.id("fellowship"), by=by)
    row.next_on = act.maybe_day("on")
    row.save(update_fields=["next_on"])
    return told(row)


def set_alumni(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.alumni {fellowship, wanted}`: as they chose, and no longer than they choose."""
    row = fellowship_of(act.id("fellowship"), by=by)
    row.alumni = act.json().get("wanted") is True
    row.save(update_fields=["alumni"])
    return told(row)


def new_epoch(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.epoch {fellowship, epoch}`: after somebody left; who is not in it loses all."""
    row = fellowship_of(act.id("fellowship"), by=by)
    epoch_told = act.act("epoch")
    found = KeyEpoch.objects.filter(pk=epoch_told.id("id")).first()
    if found is not None and found.scope != row.pk:
        raise NotThereError
    if found is None:
        check_members([one.id("keyring") for one in epoch_told.acts("grants")])
        found = start_epoch(KeyEpoch.Scope.FELLOWSHIP, row.pk, epoch_told, shred=row.shred, by=by)
        members = Grant.objects.filter(epoch=found).values("keyring")
        Grant.objects.filter(epoch__scope=row.pk).exclude(keyring__in=members).delete()
        noted("fellowship_keys_changed", "fellowship", row.pk, by=by)
    return {"fellowship": str(row.pk), "epoch": str(found.pk)}


def grant(act: Act, *, by: Colleague) -> dict[str, object]:
    """`fellowship.grant {grants}`: keys handed on, to a coach or a colleague."""
    done = []
    for one in act.acts("grants", 1000):
        epoch = KeyEpoch.objects.filter(
            pk=one.id("epoch"), scope_kind=KeyEpoch.Scope.FELLOWSHIP
        ).first()
        if epoch is None:
            raise NotThereError
        fellowship_of(epoch.scope, by=by)
        check_members([one.id("keyring")])
        try:
            vault.grant(epoch=epoch, by=by.keyring, body=one.json())
        except vault.RefusedError as refused:
            raise RefusedError(str(refused)) from refused
        done.append(str(one.id("id")))
    return {"grants": done}


def check_members(keyrings: list[UUID]) -> None:
    """Only the office and coaches may hold a fellowship's key. Raises RefusedError."""
    rows = Keyring.objects.filter(pk__in=keyrings).select_related("account")
    if any(not has(row.account, *ACCOMPANY) for row in rows):
        raise RefusedError(_("Somebody among them does not accompany fellows."))


def change_follow_up(act: Act, *, by: Colleague) -> dict[str, object]:
    """`followup.asked|answered|missed {followup}`."""
    row = FollowUp.objects.filter(pk=act.id("followup")).select_related("fellowship").first()
    if row is None:
        raise NotThereError
    fellowship = fellowship_of(row.fellowship_id, by=by)
    wanted = act.words("verb", 40).rpartition(".")[2]
    if wanted not in FollowUp.State.values:
        raise MalformedError("verb")
    if row.state != wanted:
        row.state = wanted
        row.save(update_fields=["state"])
        noted(f"followup_{wanted}", "fellowship", fellowship.pk, by=by)
    return {"followup": str(row.pk), "state": row.state}


def put_profile(act: Act, *, by: Colleague) -> dict[str, object]:
    """`profile.put {fellowship, name, words, year, until?, items}`: public, as they consented.

    The consent comes with it, sealed: an item must be among `items`.
    """
    row = fellowship_of(act.id("fellowship"), by=by)
    if not by.has(*OFFICE):
        raise NotThereError
    items = act.acts("items")
    if not items:
        raise RefusedError(_("Write down the consent first: without it nobody is described."))
    words = act.json().get("words", {})
    if not isinstance(words, dict) or any(
        not isinstance(one, str) or len(one) > 2000 for one in words.values()
    ):
        raise MalformedError("words")
    name = act.words("name", 120)
    if not name:
        raise RefusedError(_("Write the name that they want to be called by."))
    _write(row, items, by=by)
    Profile.objects.update_or_create(
        fellowship=row,
        defaults={
            "name": name,
            "words": words,
            "year": act.number("year", 1990, 2100),
            "until": act.maybe_day("until"),
        },
    )
    interface.public_changed()
    noted("profile_shown", "fellowship", row.pk, by=by)
    return told(row)


def drop_profile(act: Act, *, by: Colleague) -> dict[str, object]:
    """`profile.drop {fellowship}`: the consent was withdrawn, or ended; the page goes at once."""
    row = fellowship_of(act.id("fellowship"), by=by)
    Profile.objects.filter(fellowship=row).delete()
    interface.public_changed()
    noted("profile_gone", "fellowship", row.pk, by=by)
    return told(row)


def _write(row: Fellowship, items: Iterable[Act], *, by: Colleague) -> None:
    """Sealed versions: each the one after the last, under the fellowship's living key."""
    for one in items:
        item, version = one.id("item"), one.number("version", 1, 100_000)
        found = FellowItem.objects.filter(pk=one.id("id")).first()
        if found is not None:
            if (found.fellowship_id, found.item, found.version) != (row.pk, item, version):
                raise NotThereError
            continue
        epoch = held_of(one.id("epoch"), row.pk, by=by)
        rows = FellowItem.objects.filter(item=item)
        if rows.exclude(fellowship=row.pk).exists():
            raise NotThereError
        last = rows.order_by("-version").values_list("version", flat=True).first() or 0
        if version != last + 1:
            raise RefusedError(
                _("Somebody changed this while you were writing. Read theirs, then save again.")
            )
        FellowItem.objects.create(
            id=one.id("id"),
            fellowship=row,
            epoch=epoch,
            item=item,
            version=version,
            frame=vault.keep(one.sealed("frame"), row.shred),
            day=today(),
        )


def told(row: Fellowship) -> dict[str, object]:
    """A fellowship as the desk's programs read it after an act."""
    ended = row.ended_on.isoformat() if row.ended_on else None
    following = row.next_on.isoformat() if row.next_on else None
    return {
        "fellowship": str(row.pk),
        "state": row.state,
        "told": row.told,
        "ended_on": ended,
        "next_on": following,
        "alumni": row.alumni,
        "follow_ups": [
            {
                "id": str(one.pk),
                "months": one.months,
                "due": one.due.isoformat(),
                "state": one.state,
            }
            for one in row.follow_ups.all()
        ],
    }
