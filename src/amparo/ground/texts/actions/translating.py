"""The words of a segment in a language, and what somebody else says of them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account, Reader
from amparo.ground.record import actions as record
from amparo.ground.texts import permissions
from amparo.ground.texts.markdown.slices import tidy
from amparo.ground.texts.markdown.tree import LONGEST_SEGMENT, Refused, hash_of
from amparo.ground.texts.models import Origin, Segment, State, Text, TranslatedFile, Translation

from .projects import DeskRefused, words_changed
from .recording import Pair, keep_pairs, old_words


class Overtaken(Exception):  # noqa: N818  (an answer, not a fault)
    """Somebody else has written since these words were shown. Nothing was changed.

    `words` stand there now; `source` is the segment's own words now.
    """

    def __init__(self, words: str, source: str) -> None:
        super().__init__()
        self.words = words
        self.source = source

    def __str__(self) -> str:
        return _("Somebody has changed this paragraph since you opened it.")


class OwnWords(DeskRefused):
    """Whoever wrote words, or reviewed them, does not judge them."""


def actor_of(account: Reader | UUID) -> UUID | None:
    """The random id that stands for an account."""
    return account.actor if isinstance(account, Account) else account


@transaction.atomic
def translate(
    segment: Segment | int,
    *,
    language: str,
    words: str,
    by: Reader | UUID,
    origin: Origin = Origin.HAND,
    seen: str | None = None,
) -> Translation | None:
    """Say a segment in a language; empty words take its translation away. Returns what stands.

    From then on the segment is fresh, also when the words are the old ones: somebody has read them
    beside the source as it is now. A translated file that says something else is no longer exported
    as it came; words that are written over stay in the memory. `seen` is a row's: when something
    else stands there, or the source is another, raises Overtaken. Raises Refused.
    """
    actor = actor_of(by)
    words = tidy(words)
    if len(words) > LONGEST_SEGMENT:
        raise Refused(
            _("A paragraph is longer than %(most)d characters.") % {"most": LONGEST_SEGMENT}
        )
    segment = Segment.objects.get(pk=segment if isinstance(segment, int) else segment.pk)
    text = Text.objects.select_for_update().defer("source").get(pk=segment.text_id)
    segment.refresh_from_db()
    if language == text.source_language:
        raise Refused(_("This text is written in that language. Change its source instead."))
    held = Translation.objects.filter(segment=segment, language=language).first()
    stands = held.text if held else ""
    if seen is not None and seen not in {hash_of(stands), hash_of(stands) + segment.hash}:
        raise Overtaken(stands, segment.source_text)
    changed = stands != words
    if held and not changed and held.source_hash == segment.hash:
        return held
    if not held and not words:
        return None
    if changed:
        TranslatedFile.objects.filter(text=text, language=language).update(intact=False)
        if held:
            _remember(segment, held, text.source_language)
    if not words:
        Translation.objects.filter(segment=segment, language=language).delete()
        held = None
    else:
        held = held or Translation(segment=segment, language=language)
        if changed:
            held.text, held.origin = words, origin
        # Old words said again for a new source are this person's too: somebody else reads them.
        held.author, held.reviewer, held.state = actor, None, State.DRAFT
        held.source_hash = segment.hash
        held.save()
    record.note(by=actor, verb="texts.translate", kind="texts.segment", object_id=str(segment.pk))
    words_changed([text.pk], by=actor)
    return held


def _remember(segment: Segment, held: Translation, source_language: str) -> None:
    source = segment.source_text
    if held.source_hash != segment.hash:
        before = old_words([(segment.pk, held.source_hash)])
        source = before.get((segment.pk, held.source_hash), source)
    keep_pairs([Pair(source_language, held.language, source, held.text)])


@transaction.atomic
def judge(segment_ids: Iterable[int], language: str, *, state: State, by: Account) -> int:
    """Say that words were read by somebody else, or approve them, or take that back (DRAFT).

    Returns how many changed. Nobody judges their own words; who reviewed words approves them only
    as an editor. Raises OwnWords, or DeskRefused when this person may not, or when a source has
    moved on since; and changes nothing then.
    """
    if not (permissions.approves(by) if state == State.APPROVED else permissions.reviews(by)):
        raise DeskRefused(_("Only editors approve translations."))
    rows = list(
        Translation.objects.select_for_update(of=("self",))
        .filter(segment__in=list(segment_ids), language=language)
        .select_related("segment")
        .order_by("segment")
    )
    for row in rows:
        if state == State.DRAFT:
            continue
        if row.author == by.actor:
            raise OwnWords(_("These are your own words. Somebody else has to read them."))
        if row.source_hash != row.segment.hash:
            raise DeskRefused(
                _("The original of a paragraph has changed: bring its translation up to date.")
            )
    changed = [row for row in rows if row.state != state]
    for row in changed:
        if state == State.DRAFT:
            row.reviewer = None
        elif row.reviewer is None or state == State.REVIEWED:
            row.reviewer = by.actor
        row.state = state
    Translation.objects.bulk_update(changed, ["state", "reviewer"], batch_size=200)
    for row in changed:
        record.note(
            by=by.actor, verb="texts.judge", kind="texts.segment", object_id=str(row.segment_id)
        )
    words_changed({row.segment.text_id for row in changed}, by=by.actor)
    return len(changed)


@transaction.atomic
def review(text: Text, *, language: str, by: UUID | None) -> None:
    """Somebody has read all that this text says in a language, outside the desk."""
    rows = Translation.objects.filter(segment__text=text, language=language, state=State.DRAFT)
    rows.update(state=State.REVIEWED, reviewer=by)
    record.note(by=by, verb="texts.review", kind="texts.text", object_id=str(text.pk))
    words_changed([text.pk], by=by)
