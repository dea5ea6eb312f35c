"""One text at a time: a new source, a translated file, the words of a segment."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.record import actions as record
from amparo.ground.texts.markdown.slices import tidy
from amparo.ground.texts.markdown.tree import LONGEST_SEGMENT, Refused
from amparo.ground.texts.models import Origin, Segment, State, Text, TranslatedFile, Translation

from .carrying import carry_out
from .planning import Alignment, Incoming, plan


def _refetched(text: Text) -> Text:
    return Text.objects.select_for_update().get(pk=text.pk)


@transaction.atomic
def write(text: Text | None, *, language: str, source: bytes, by: UUID | None) -> Text:
    """A new text (`text` None) or a text with a new source.

    Segments whose words stayed keep their translations wherever they moved; a changed segment
    keeps its translations too, which are stale from then on. The same bytes again change nothing.
    Raises Refused.
    """
    planned = plan([Incoming("", language, source, text=_refetched(text) if text else None)])
    for refusal in planned.refused:
        raise refusal.error
    written = carry_out(planned)[""]
    if planned.changed:
        record.note(by=by, verb="texts.write", kind="texts.text", object_id=str(written.pk))
    return written


@transaction.atomic
def take_translation(text: Text, *, language: str, content: bytes, by: UUID | None) -> Alignment:
    """Take a whole translated file, aligned to the source by structure.

    The same bytes as last time change nothing. Raises Refused.
    """
    text = _refetched(text)
    source = bytes(text.source)
    planned = plan([Incoming("", text.source_language, source, {language: content}, text)])
    for refusal in planned.refused:
        raise refusal.error
    carry_out(planned)
    if planned.changed:
        record.note(by=by, verb="texts.take_translation", kind="texts.text", object_id=str(text.pk))
    return planned.alignments[""][language]


@transaction.atomic
def translate(segment: Segment, *, language: str, words: str, by: UUID | None) -> None:
    """Say a segment in a language; empty words take its translation away.

    From then on the segment is fresh, also when the words are the old ones: somebody has read them
    beside the source as it is now. A translated file that says something else is no longer exported
    as it came. Raises Refused.
    """
    words = tidy(words)
    if len(words) > LONGEST_SEGMENT:
        raise Refused(
            _("A paragraph is longer than %(most)d characters.") % {"most": LONGEST_SEGMENT}
        )
    text = _refetched(Text(pk=segment.text_id))
    segment = Segment.objects.get(pk=segment.pk)
    if language == text.source_language:
        raise Refused(_("This text is written in that language. Change its source instead."))
    held = Translation.objects.filter(segment=segment, language=language).first()
    if (held.text if held else "") != words:
        TranslatedFile.objects.filter(text=text, language=language).update(intact=False)
    if not words:
        if held:
            held.delete()
    elif held is None:
        Translation.objects.create(
            segment=segment,
            language=language,
            text=words,
            source_hash=segment.hash,
            origin=Origin.HAND,
        )
    else:
        if held.text != words:
            held.text, held.origin, held.state = words, Origin.HAND, State.DRAFT
        held.source_hash = segment.hash
        held.save()
    record.note(by=by, verb="texts.translate", kind="texts.segment", object_id=str(segment.pk))


@transaction.atomic
def review(text: Text, *, language: str, by: UUID | None) -> None:
    """A native speaker has read all that this text says in a language."""
    Translation.objects.filter(segment__text=text, language=language).update(state=State.REVIEWED)
    record.note(by=by, verb="texts.review", kind="texts.text", object_id=str(text.pk))


@transaction.atomic
def remove(text_ids: Iterable[int]) -> None:
    """Remove texts with all that hangs on them. The caller notes why."""
    Text.objects.filter(pk__in=list(text_ids)).delete()
