"""Programmes and calls: made, worded, scheduled, judged by what, and extended by two people."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Call, Criterion, Extension, Programme
from amparo.capacity.fellowships.permissions import Permission
from amparo.capacity.fellowships.queries.reach import today
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions.acting import RefusedError

Words = Mapping[str, str]
OPEN_TO_CHANGE = {Call.State.DRAFT, Call.State.PUBLISHED}


@transaction.atomic
def make_programme(*, slug: str, names: Words, about: Words, by: Account | None) -> Programme:
    """A programme under which calls are made; the same slug again rewords it."""
    row, _made = Programme.objects.update_or_create(
        slug=slug, defaults={"names": dict(names), "about": dict(about)}
    )
    public_changed()
    _note(by, "programme_worded", "programme", row.pk)
    return row


@transaction.atomic
def make_call(
    programme: Programme, *, slug: str, told: Mapping[str, Any], by: Account | None
) -> Call:
    """A call, as a draft: nobody sees it before it is published. `told` as in `change_call`."""
    row = Call(programme=programme, slug=slug, id=uuid.uuid4())
    _take(row, told)
    row.save(force_insert=True)
    _note(by, "call_made", "call", row.pk)
    return row


@transaction.atomic
def change_call(row: Call, *, told: Mapping[str, Any], by: Account | None) -> Call:
    """Reword or reschedule a call. Once published its deadline may only move later.

    `told`: names, about, reads (words by language), languages, form, reference_form,
    follow_up_form, references_wanted, opens_at, closes_at, time_zone, grace_minutes, seats,
    readings, too_close, blind, keep_days; what is missing stays. Raises RefusedError.
    """
    locked = Call.objects.select_for_update().get(pk=row.pk)
    if locked.state not in OPEN_TO_CHANGE:
        raise RefusedError(_("This call is decided: what was said in it stays as it was."))
    before = (locked.closes_at, locked.form, locked.keep_days)
    _take(locked, told)
    if locked.state == Call.State.PUBLISHED:
        if locked.closes_at < before[0]:
            raise RefusedError(
                _("People have been told the deadline. It can be moved later, never earlier.")
            )
        if locked.form != before[1]:
            raise RefusedError(_("People are answering this form. Another one needs a new call."))
        if locked.keep_days > before[2]:
            raise RefusedError(
                _("People were told how long it is kept. It can be made shorter, never longer.")
            )
    locked.save()
    public_changed()
    _note(by, "call_changed", "call", locked.pk)
    return locked


def _take(row: Call, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        setattr(row, name, value)
    if row.closes_at <= row.opens_at:
        raise RefusedError(_("The deadline must be after the opening."))


@transaction.atomic
def set_criteria(row: Call, criteria: Sequence[Mapping[str, Any]], *, by: Account | None) -> None:
    """What a reading judges: {key, names, about, weight, most} each, in their order.

    Refused once something was judged. Raises RefusedError.
    """
    if row.applications.filter(readings__state="done").exists():
        raise RefusedError(_("Something was judged by these already; they stay as they are."))
    row.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(call=row, place=place, **one) for place, one in enumerate(criteria)
    )
    public_changed()
    _note(by, "criteria_set", "call", row.pk)


@transaction.atomic
def publish(row: Call, *, by: Account | None) -> Call:
    """Everybody sees it now; it opens at its moment. Somebody must be able to read what comes."""
    locked = Call.objects.select_for_update().get(pk=row.pk)
    if locked.state != Call.State.DRAFT:
        return locked
    if vault.usable_epoch(locked.pk) is None:
        raise RefusedError(
            _("Nobody could open what is sent yet. Make the call's key first, on the desk.")
        )
    if not locked.names.get("en") or not locked.reads.get("en"):
        raise RefusedError(_("Say in English what it is called and who will read what."))
    if not locked.criteria.exists():
        raise RefusedError(_("Say by what it will be judged."))
    if locked.closes_at <= timezone.now():
        raise RefusedError(_("The deadline has passed already."))
    locked.state = Call.State.PUBLISHED
    locked.save(update_fields=["state"])
    public_changed()
    _note(by, "call_published", "call", locked.pk)
    return locked


@transaction.atomic
def ask_extension(row: Call, *, reason: Words, until: datetime, by: Account) -> Extension:
    """A later deadline for those whom something struck: asked by one, to be agreed by another."""
    if not Permission.EXTEND.value.allows(by):
        raise RefusedError(_("This is not yours to ask."))
    if row.state != Call.State.PUBLISHED:
        raise RefusedError(_("Only a published call can be extended."))
    if until <= max(row.closes_at, timezone.now()):
        raise RefusedError(_("The later deadline must be after the deadline, and still to come."))
    if not reason.get("en"):
        raise RefusedError(_("Say in English what happened, and whom it struck."))
    found = Extension.objects.create(
        call=row, reason=dict(reason), until=until, asked_by=by, asked_on=today()
    )
    _note(by, "extension_asked", "call", row.pk)
    return found


@transaction.atomic
def agree_extension(extension: Extension, *, by: Account) -> Extension:
    """A second colleague agrees; from now on it is said on the call's page."""
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if row.agreed_by_id is not None:
        return row
    if not Permission.EXTEND.value.allows(by) or row.asked_by_id == by.pk:
        raise RefusedError(_("Two different colleagues decide this."))
    row.agreed_by, row.agreed_on = by, today()
    row.save(update_fields=["agreed_by", "agreed_on"])
    public_changed()
    _note(by, "extension_agreed", "call", row.call_id)
    return row


@transaction.atomic
def drop_extension(extension: Extension, *, by: Account) -> None:
    """Taken back before anybody agreed; what was agreed and told stays."""
    row = Extension.objects.select_for_update().get(pk=extension.pk)
    if row.agreed_by_id is not None:
        raise RefusedError(_("People have been told of it: it stays."))
    _note(by, "extension_dropped", "call", row.call_id)
    row.delete()


def _note(by: Account | None, verb: str, kind: str, identifier: object) -> None:
    note(
        by=by.actor if by else None,
        verb=f"fellowships.{verb}",
        kind=f"fellowships.{kind}",
        object_id=str(identifier),
    )


@transaction.atomic
def have_programme(*, slug: str, name: str, by: Account | None) -> Programme:
    """The programme of this slug, made with an English name where there is none."""
    row, made = Programme.objects.get_or_create(slug=slug, defaults={"names": {"en": name}})
    if made:
        _note(by, "programme_made", "programme", row.pk)
    return row


@transaction.atomic
def word_call(
    row: Call,
    *,
    told: Mapping[str, Words],
    programme_about: Words,
    criteria: Mapping[str, tuple[Words, Words]],
    by: Account | None,
) -> None:
    """The words of a call, its programme and its criteria (names and meaning by key).

    Words may be corrected until the call is decided. Raises RefusedError.
    """
    change_call(row, told=told, by=by)
    Programme.objects.filter(pk=row.programme_id).update(about=dict(programme_about))
    for key, (names, about) in criteria.items():
        row.criteria.filter(key=key).update(names=dict(names), about=dict(about))
