"""Cohorts while they are composed, and frozen once decided."""

import re

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Cohort, Scenario
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.vault import actions as vault
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError

from .reached import composed_of, held_of, noted

DIGEST = re.compile(r"[0-9a-f]{64}")


def save_scenario(act: Act, *, by: Colleague) -> dict[str, object]:
    """`scenario.save {id, call, epoch, version, frame}`: what is being tried, sealed."""
    call = composed_of(act.id("call"), by=by)
    epoch = held_of(act.id("epoch"), call.pk, by=by)
    version = act.number("version", 1, 1_000_000)
    row = Scenario.objects.filter(pk=act.id("id")).first()
    if row is not None and row.call_id != call.pk:
        raise NotThereError
    if row is None or row.version != version:
        if version != (row.version if row else 0) + 1:
            raise RefusedError(
                _("Somebody changed this while you were writing. Read theirs, then save again.")
            )
        row = row or Scenario(id=act.id("id"), call=call)
        row.epoch, row.version, row.day = epoch, version, today()
        row.frame = vault.keep(act.sealed("frame"), epoch.shred)
        row.save()
    return {"scenario": str(row.pk), "version": row.version}


def drop_scenario(act: Act, *, by: Colleague) -> dict[str, object]:
    """`scenario.drop {call, scenario}`."""
    call = composed_of(act.id("call"), by=by)
    call.scenarios.filter(pk=act.id("scenario")).delete()
    return {"scenario": str(act.id("scenario"))}


def freeze(act: Act, *, by: Colleague) -> dict[str, object]:
    """`cohort.freeze {id, call, number, digest, epoch, frame}`: what was decided, for good."""
    call = composed_of(act.id("call"), by=by)
    found = Cohort.objects.filter(pk=act.id("id")).first()
    if found is not None:
        if found.call_id != call.pk:
            raise NotThereError
        return {"cohort": str(found.pk), "number": found.number}
    digest = act.words("digest", 64)
    if not DIGEST.fullmatch(digest):
        raise MalformedError("digest")
    last = call.cohorts.order_by("-number").values_list("number", flat=True).first() or 0
    number = act.number("number", 1, 10_000)
    if number != last + 1:
        raise RefusedError(_("Somebody froze a cohort at the same moment. Reload and look."))
    epoch = held_of(act.id("epoch"), call.pk, by=by)
    row = Cohort.objects.create(
        id=act.id("id"),
        call=call,
        number=number,
        digest=digest,
        epoch=epoch,
        frame=vault.keep(act.sealed("frame"), epoch.shred),
        decided_by=by.keyring,
        day=today(),
    )
    noted("cohort_frozen", "cohort", row.pk, by=by)
    return {"cohort": str(row.pk), "number": number}
