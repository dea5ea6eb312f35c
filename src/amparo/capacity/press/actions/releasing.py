"""One language of an edition: ordered, checked, given out, taken back."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from amparo.capacity.press.models import Edition, Finding, Gate, LanguageRelease, Stage
from amparo.ground.texts import actions as text_actions
from amparo.ground.texts import queries as texts

from .gates import Found, cheap_gates


def tongues(edition: Edition, *, released: bool = False) -> list[str]:
    """The languages an edition has words in, its source language first."""
    source = edition.publication.source_language
    ids = edition.chapters.values_list("text_id", flat=True)
    held = texts.languages(list(ids), released=released).values()
    return [source, *sorted({tag for tags in held for tag in tags} - {source})]


def check_all(edition: Edition, *, by: UUID | None, waive: str) -> list[LanguageRelease]:
    """Check every language of an edition, with `waive` for what is found; rows say what came out.

    A row that is ready is left ORDERED: `release_words` gives it out.
    """
    rows = []
    for language in tongues(edition):
        row, _made = LanguageRelease.objects.get_or_create(edition=edition, language=language)
        row.by = by
        judged(row, cheap_gates(edition, language), waive=waive, by=by)
        rows.append(row)
    return rows


def judged(
    row: LanguageRelease, found: Iterable[Found], *, waive: str = "", by: UUID | None = None
) -> bool:
    """Keep what the gates found against a language; whether it may go out.

    What was waived stays waived while the same is found; with `waive` everything else is too.
    """
    waived = {
        (old.gate, old.where, old.words): (old.waived, old.waived_by)
        for old in row.findings.exclude(waived="")
    }
    row.findings.all().delete()
    fresh = []
    for one in dict.fromkeys(found):
        reason, who = waived.get((one.gate, one.where, one.words), ("", None))
        if not reason and waive:
            reason, who = waive, by
        fresh.append(
            Finding(
                release=row,
                gate=one.gate,
                where=one.where,
                words=one.words,
                waived=reason[:300],
                waived_by=who,
            )
        )
    Finding.objects.bulk_create(fresh)
    passed = all(finding.waived for finding in fresh)
    row.stage = Stage.ORDERED if passed else Stage.BLOCKED
    row.save()
    return passed


def against(row: LanguageRelease) -> list[Found]:
    """What stands against a language and is not waived."""
    return [Found(Gate(one.gate), one.where, one.words) for one in row.findings.filter(waived="")]


def release_words(edition: Edition, language: str, *, by: UUID | None) -> None:
    """Give readers the words of a language as they stand now, and keep how far they had come."""
    ids = list(edition.chapters.values_list("text_id", flat=True))
    if language != edition.publication.source_language:
        text_actions.release(ids, language, by=by)
    each = texts.standings(ids, [language], released=True).values()
    LanguageRelease.objects.filter(edition=edition, language=language).update(
        stage=Stage.RELEASED,
        released_at=timezone.now(),
        by=by,
        segments=sum(one.total for one in each),
        translated=sum(one.translated for one in each),
        stale=sum(one.stale for one in each),
    )
