"""What the office does with an application: screen it, write about it, answer, decide, tell."""

import secrets
from collections.abc import Iterable

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Application, Letter, OfficeItem
from amparo.capacity.fellowships.models.workflow import APPLICATION, Who, way
from amparo.capacity.fellowships.queries import reach
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError

from . import applying
from .reached import application_of, call_of, held_of, noted

S = Application.State
EARLY = (S.OFFERED, S.WAITING, S.NOT_CHOSEN, S.INELIGIBLE)  # may be told before everybody


def change_state(act: Act, *, by: Colleague) -> dict[str, object]:
    """`application.state {application, verb_said, items?}`: one step, with its reasons."""
    row = application_of(act.id("application"), by=by)
    verb = act.words("verb_said", 20)
    _write(row, act.acts("items"), by=by)
    found = way(APPLICATION, verb, row.state)
    already = any(one.verb == verb and one.after == row.state for one in APPLICATION)
    if found is None and already:
        return told(row)
    if found is None or found.who == Who.APPLICANT:
        raise RefusedError(_("From where this application stands, it cannot go there."))
    if verb == "withdraw":
        applying.withdraw(row)
    else:
        row.state = found.after
        if verb in ("accept", "decline"):
            row.told = found.after  # said by the applicant, to the office
        row.save(update_fields=["state", "told"])
    noted(f"application_{verb}", "application", row.pk, by=by)
    return told(row)


def add_items(act: Act, *, by: Colleague) -> dict[str, object]:
    """`application.items {application, items}`."""
    row = application_of(act.id("application"), by=by)
    _write(row, act.acts("items"), by=by)
    noted("written", "application", row.pk, by=by)
    return told(row)


def bring(act: Act, *, by: Colleague) -> dict[str, object]:
    """`application.bring {application, call, epoch, frame, day?, items?}`: one of an older round.

    Sealed row by row in the browser; nobody comes back to it with a secret.
    """
    call = call_of(act.id("call"), by=by)
    identifier = act.id("application")
    if Application.objects.filter(pk=identifier).exists():
        return told(application_of(identifier, by=by))
    epoch = held_of(act.id("epoch"), call.pk, by=by)
    day = act.maybe_day("day") or today()
    if day > today():
        raise RefusedError(_("The day cannot be after today."))
    shred = keystore.new()
    row = Application.objects.create(
        id=identifier,
        call=call,
        shred=shred,
        epoch=epoch,
        token=secrets.token_hex(32),
        frame=vault.keep(act.sealed("frame"), shred),
        state=S.SENT,
        told=S.SENT,
        came=Application.Came.BROUGHT,
        day=day,
    )
    _write(row, act.acts("items"), by=by)
    noted("application_brought", "application", row.pk, by=by)
    return told(row)


def tell(act: Act, *, by: Colleague) -> dict[str, object]:
    """`application.tell {application}`: this applicant learns now where they stand."""
    row = application_of(act.id("application"), by=by)
    if row.state not in EARLY:
        raise RefusedError(_("There is nothing to tell yet."))
    if row.told != row.state:
        row.told = row.state
        row.save(update_fields=["told"])
        noted("application_told", "application", row.pk, by=by)
    return told(row)


def write_letter(act: Act, *, by: Colleague) -> dict[str, object]:
    """`letter {application, id, frame}`: an answer, sealed to the key that their secret derives."""
    row = application_of(act.id("application"), by=by)
    if row.lookup is None or row.state == S.ERASED:
        raise RefusedError(_("Nobody can read an answer there any more."))
    identifier = act.id("id")
    if not row.letters.filter(pk=identifier).exists():
        if Letter.objects.filter(pk=identifier).exists():
            raise NotThereError
        Letter.objects.create(
            id=identifier,
            application=row,
            direction=Letter.Direction.TO_APPLICANT,
            frame=vault.keep(act.sealed("frame"), row.shred),
            token=secrets.token_hex(32),
            day=today(),
        )
        noted("letter_written", "application", row.pk, by=by)
    return {"application": str(row.pk), "id": str(identifier)}


def read_letters(act: Act, *, by: Colleague) -> dict[str, object]:
    """`letter.read {ids}`: somebody of the office has read these; they wait no longer."""
    rows = Letter.objects.filter(
        pk__in=act.ids("ids"),
        direction=Letter.Direction.FROM_APPLICANT,
        application__in=reach.applications(by),
    )
    rows.filter(shown_on__isnull=True).update(shown_on=today())
    return {"read": [str(one) for one in rows.values_list("pk", flat=True)]}


def _write(row: Application, items: Iterable[Act], *, by: Colleague) -> None:
    """Sealed versions: each the one after the last, under the call's living key."""
    for one in items:
        item, version = one.id("item"), one.number("version", 1, 100_000)
        found = OfficeItem.objects.filter(pk=one.id("id")).first()
        if found is not None:
            if (found.application_id, found.item, found.version) != (row.pk, item, version):
                raise NotThereError
            continue
        epoch = held_of(one.id("epoch"), row.call_id, by=by)
        rows = OfficeItem.objects.filter(item=item)
        if rows.exclude(application=row.pk).exists():
            raise NotThereError
        last = rows.order_by("-version").values_list("version", flat=True).first() or 0
        if version != last + 1:
            raise RefusedError(
                _("Somebody changed this while you were writing. Read theirs, then save again.")
            )
        frame = one.sealed("frame")
        if not frame:
            raise MalformedError("frame")
        OfficeItem.objects.create(
            id=one.id("id"),
            application=row,
            epoch=epoch,
            item=item,
            version=version,
            frame=vault.keep(frame, row.shred),
            day=today(),
        )


def told(row: Application) -> dict[str, object]:
    """An application as the desk's programs read it after an act."""
    return {"application": str(row.pk), "state": row.state, "told": row.told}
