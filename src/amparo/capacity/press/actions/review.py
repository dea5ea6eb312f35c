"""The steps of an edition's life, each with who took it and when."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Edition, Publication, Stage, State, Step
from amparo.capacity.press.permissions import WORKED_ON
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note as write_down
from amparo.ground.work.actions import enqueue

from . import releasing
from .counting import count
from .gates import Found
from .indexing import search_again, searchable_now
from .offering import offer_to_desk
from .shelving import withdraw_builds


class PublishRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """An edition cannot take this step; the message says why."""


class Move(NamedTuple):
    """A step of an edition's life: from which states, to which, what it is called, what it means.

    Those that are `asked` for stand as buttons on the Desk.
    """

    verb: str
    before: frozenset[State]
    after: State
    label: Any
    meaning: Any
    asked: bool = True


STEPS = {
    move.verb: move
    for move in (
        Move(
            "submit",
            frozenset({State.DRAFT}),
            State.IN_REVIEW,
            _("Send to review"),
            _("Somebody else reads it before it goes out. It can still be changed."),
        ),
        Move(
            "approve",
            frozenset({State.IN_REVIEW}),
            State.APPROVED,
            _("Approve"),
            _("Approved, it can be released, language by language."),
        ),
        Move(
            "return",
            frozenset({State.IN_REVIEW, State.APPROVED}),
            State.DRAFT,
            _("Send back"),
            _("It becomes a draft again; say in the note what is to be changed."),
        ),
        Move(
            "withdraw",
            frozenset({State.RELEASED}),
            State.WITHDRAWN,
            _("Withdraw"),
            _(
                "Withdrawn, nobody but staff can read it; files that people have already kept stay"
                " with them."
            ),
        ),
        Move(
            "again",
            frozenset({State.WITHDRAWN, State.SUPERSEDED}),
            State.RELEASED,
            _("Release again"),
            _(
                "Everybody can read it again as it was, and it replaces the edition that is"
                " released now."
            ),
        ),
        Move("open", frozenset(), State.DRAFT, _("Opened"), "", asked=False),
        Move("import", frozenset(), State.DRAFT, _("Brought in"), "", asked=False),
        Move(
            "change",
            frozenset({State.APPROVED}),
            State.IN_REVIEW,
            _("Changed after approval"),
            "",
            asked=False,
        ),
        Move(
            "publish",
            frozenset({*WORKED_ON, State.WITHDRAWN, State.SUPERSEDED}),
            State.RELEASED,
            _("Released"),
            "",
            asked=False,
        ),
    )
}


@dataclass(slots=True)
class Outcome:
    """What a release did: the languages given out, and what stands against the others."""

    released: list[str] = field(default_factory=list)
    blocked: dict[str, list[Found]] = field(default_factory=dict)


def steps_of(edition: Edition) -> list[Move]:
    """The steps that can be asked for from where an edition is."""
    return [move for move in STEPS.values() if move.asked and edition.state in move.before]


@transaction.atomic
def take_step(edition: Edition, verb: str, *, by: Account, note: str = "") -> None:
    """One of `steps_of`, by a member of staff; raises PublishRefused."""
    move = STEPS.get(verb)
    if not permissions.publishes(by, edition):
        raise PublishRefused(_("Only editors take an edition further, and withdraw it."))
    if move is None or not move.asked:
        raise PublishRefused(_("There is no such step."))
    publication = locked(edition)
    before = searchable_now(publication)
    must_be(edition, move)
    if move.after == State.RELEASED:
        _supersede(edition)
    edition.state = move.after
    edition.save(update_fields=["state"])
    stepped(edition, verb, by=by.actor, note=note)
    write_down(by=by.actor, verb=f"press.{verb}", kind="press.edition", object_id=str(edition.pk))
    if verb in {"withdraw", "again"}:
        if verb == "again":
            count(edition)
            enqueue("press.build_all", edition.pk, by=by.actor)
        else:
            withdraw_builds(publication)
            enqueue("press.library", by=by.actor)
        search_again(publication, before)
        public_changed()


@transaction.atomic
def publish(edition: Edition, *, by: UUID | None, waive: str = "") -> Outcome:
    """Release an edition in all its languages at once; the one released before is replaced.

    Only what the database can tell is checked. With `waive`, a reason for everybody to read, every
    finding is waived; without, languages with findings stay unreleased and are in the outcome.
    Raises PublishRefused when nothing can be released: the source language must pass.
    """
    publication = locked(edition)
    before = searchable_now(publication)
    outcome = release(edition, by=by, waive=waive)
    source = publication.source_language
    if source in outcome.blocked:
        words = " ".join(one.words for one in outcome.blocked[source])
        raise PublishRefused(
            _("The language it was written in did not pass: %(words)s") % {"words": words}
        )
    search_again(publication, before, all_anew=True)
    public_changed()
    return outcome


def release(edition: Edition, *, by: UUID | None, waive: str = "") -> Outcome:
    """`publish` without the search index, for a caller who sees to that in the same transaction.

    When the source language is blocked nothing is released, and the edition stays what it is.
    """
    must_be(edition, STEPS["publish"])
    outcome = Outcome()
    for row in releasing.check_all(edition, by=by, waive=waive):
        if row.stage == Stage.BLOCKED:
            outcome.blocked[row.language] = releasing.against(row)
        else:
            outcome.released.append(row.language)
    if edition.publication.source_language in outcome.blocked:
        outcome.released = []
        return outcome
    give_out(edition, outcome.released, by=by)
    return outcome


def give_out(edition: Edition, languages: list[str], *, by: UUID | None) -> None:
    """Make an edition the released one, in these languages; those before it in others go along."""
    if edition.state != State.RELEASED:
        _supersede(edition)
        edition.state = State.RELEASED
        edition.released_on = edition.released_on or timezone.now().date()
        edition.save(update_fields=["state", "released_on"])
        stepped(edition, "publish", by=by)
    for language in languages:
        releasing.release_words(edition, language, by=by)
    count(edition)
    write_down(by=by, verb="press.publish", kind="press.edition", object_id=str(edition.pk))
    offer_to_desk(edition)
    enqueue("press.build_all", edition.pk, by=by)


def _supersede(edition: Edition) -> None:
    Edition.objects.filter(publication=edition.publication_id, state=State.RELEASED).exclude(
        pk=edition.pk
    ).update(state=State.SUPERSEDED)


def stepped(edition: Edition, verb: str, *, by: UUID | None, note: str = "") -> None:
    """Keep that an edition took a step, for its page on the Desk."""
    Step.objects.create(edition=edition, verb=verb, by=by, note=" ".join(note.split())[:300])


def locked(edition: Edition) -> Publication:
    """An edition's publication, locked for this transaction: its editions change one at a time."""
    return Publication.objects.select_for_update().get(pk=edition.publication_id)


def must_be(edition: Edition, move: Move) -> None:
    """Raise PublishRefused unless an edition is where this step begins."""
    edition.refresh_from_db(fields=["state"])
    if edition.state not in move.before:
        raise PublishRefused(
            _("This edition is “%(state)s”, so this cannot be done.")
            % {"state": State(edition.state).label}
        )
