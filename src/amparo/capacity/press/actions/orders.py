"""What editors order of a release: languages, with who has read them; waivers; taking back."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import (
    Edition,
    Finding,
    Gate,
    LanguageRelease,
    Stage,
    State,
)
from amparo.capacity.press.permissions import Permission
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note as write_down
from amparo.ground.texts import actions as texts
from amparo.ground.work.actions import enqueue

from . import releasing
from .counting import count
from .gates import CHEAP, Found, cheap_gates
from .indexing import search_again, searchable_now
from .review import PublishRefused, give_out, locked
from .shelving import offer_builds, withdraw_builds

CAN_ORDER = (State.APPROVED, State.RELEASED)
LONGEST_NAME, LONGEST_REASON = 120, 300


@transaction.atomic
def order_release(edition: Edition, languages: Mapping[str, str], *, by: Account) -> None:
    """Release these languages as soon as their checks pass; each with who has read it ("" nobody).

    What the database can tell is looked at now: a language that does not pass is blocked, and its
    findings say why. For the others a job makes the files, looks at those, and gives them out.
    Raises PublishRefused.
    """
    if not permissions.publishes(by, edition):
        raise PublishRefused(_("Only editors release."))
    locked(edition)
    edition.refresh_from_db(fields=["state", "released_on"])
    if edition.state not in CAN_ORDER:
        raise PublishRefused(_("Only an approved edition can be released."))
    spoken = releasing.tongues(edition)
    if not languages or set(languages) - set(spoken):
        raise PublishRefused(_("Choose at least one language that the edition has words in."))
    waits = False
    for language in (tag for tag in spoken if tag in languages):
        row, _made = LanguageRelease.objects.get_or_create(edition=edition, language=language)
        row.reviewer = " ".join(languages[language].split())[:LONGEST_NAME]
        row.by = by.actor
        row.save(update_fields=["reviewer", "by"])
        # What was waived of its files stays waived, until they are looked at again.
        of_files = row.findings.exclude(waived="").exclude(gate__in=CHEAP)
        known = [Found(Gate(one.gate), one.where, one.words) for one in of_files]
        found = [*cheap_gates(edition, language), *known]
        waits |= releasing.judged(row, found, by=by.actor)
    write_down(
        by=by.actor, verb="press.order_release", kind="press.edition", object_id=str(edition.pk)
    )
    if waits:
        enqueue("press.release", edition.pk, by=by.actor)


@transaction.atomic
def waive(finding: Finding, reason: str, *, by: Account) -> None:
    """Let a language out although this was found; everybody can read why. Raises PublishRefused.

    With the last finding waived the language is ordered again.
    """
    if not Permission.WAIVE.value.allows(by):
        raise PublishRefused(_("Only editors waive what a check found."))
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise PublishRefused(_("Say why, for everybody to read."))
    row = LanguageRelease.objects.select_for_update().get(pk=finding.release_id)
    Finding.objects.filter(pk=finding.pk).update(waived=reason, waived_by=by.actor)
    write_down(by=by.actor, verb="press.waive", kind="press.edition", object_id=str(row.edition_id))
    if row.stage == Stage.BLOCKED and not row.findings.filter(waived="").exists():
        row.stage = Stage.ORDERED
        row.save(update_fields=["stage"])
        enqueue("press.release", row.edition_id, by=by.actor)


def settle_release(
    edition: Edition, *, by: UUID | None, found: Mapping[str, list[Found]] | None = None
) -> list[str]:
    """Give out what was ordered and passes; returns the languages that readers get from now on.

    `found` has what the gates of files found, by language; a language without an entry goes on
    waiting. Without it the files of every ordered language are looked at first, outside any
    transaction. The first release of an edition needs its source language: until that passes, the
    others wait too.
    """
    if found is None:
        from .file_gates import file_gates  # noqa: PLC0415  (it knows the builds, which know us)

        ordered = edition.releases.filter(stage=Stage.ORDERED)
        found = {row.language: file_gates(edition, row.language) for row in ordered}
    return _settle(edition, found, by=by)


@transaction.atomic
def _settle(edition: Edition, found: Mapping[str, list[Found]], *, by: UUID | None) -> list[str]:
    publication = locked(edition)
    before = searchable_now(publication)
    edition.refresh_from_db(fields=["state", "released_on"])
    if edition.state not in CAN_ORDER:
        return []
    passed = []
    rows = {row.language: row for row in edition.releases.filter(stage=Stage.ORDERED)}
    for language in (tag for tag in releasing.tongues(edition) if tag in rows and tag in found):
        row = rows[language]
        if releasing.judged(row, [*cheap_gates(edition, language), *found[language]], by=row.by):
            passed.append(language)
    if edition.state != State.RELEASED and publication.source_language not in passed:
        return []
    if passed:
        give_out(edition, passed, by=by)
        for language in passed:
            offer_builds(edition, language)
        search_again(publication, before, all_anew=True)
        public_changed()
    return passed


@transaction.atomic
def withdraw_language(edition: Edition, language: str, *, by: Account) -> None:
    """Take one language of a released edition away from readers. Raises PublishRefused."""
    if not permissions.publishes(by, edition):
        raise PublishRefused(_("Only editors take an edition further, and withdraw it."))
    publication = locked(edition)
    if language == publication.source_language:
        raise PublishRefused(
            _("The language it was written in goes only with the whole edition: withdraw that.")
        )
    before = searchable_now(publication)
    ids = list(edition.chapters.values_list("text_id", flat=True))
    texts.unrelease(ids, language, by=by.actor)
    edition.releases.filter(language=language).update(stage=Stage.WITHDRAWN)
    withdraw_builds(publication, language)
    enqueue("press.library", by=by.actor)
    count(edition)
    write_down(
        by=by.actor, verb="press.withdraw_language", kind="press.edition", object_id=str(edition.pk)
    )
    search_again(publication, before)
    public_changed()
