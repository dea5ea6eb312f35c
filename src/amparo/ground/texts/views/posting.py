"""What one press of a button on the desk asks for is done; what cannot be is kept as typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.texts import actions, queries
from amparo.ground.texts.forms import Posted, Typed
from amparo.ground.texts.markdown.slices import tidy
from amparo.ground.texts.markdown.tree import hash_of
from amparo.ground.texts.models import Origin, Project, State
from amparo.ground.texts.queries import Row


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a segment is not as somebody wanted it; `theirs` is what stands there instead."""

    message: str
    typed: str | None = None
    theirs: str | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a press of a button: segments saved and judged, and problems by segment."""

    saved: list[int] = field(default_factory=list)
    judged: list[int] = field(default_factory=list)
    commented: list[int] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is said of it in one line."""
        if self.problems:
            return _("Not everything could be saved. What you typed is still here.")
        if self.judged:
            return _("Saved, and marked.")
        return _("Saved.") if self.saved or self.commented else _("Nothing had changed.")


def carry_out(project: Project, language: str, posted: Posted, *, by: Account) -> Outcome:
    """Saves every segment that changed, then does what the button says. Never raises for words."""
    outcome = Outcome()
    with transaction.atomic():
        for segment, typed in posted.rows.items():
            if hash_of(tidy(typed.words)) != typed.seen[:64]:
                _save(project, language, segment, typed, outcome=outcome, by=by)
        for segment, words in posted.take.items():
            if segment not in outcome.problems:
                _save(
                    project,
                    language,
                    segment,
                    Typed(words, ""),
                    origin=Origin.MEMORY,
                    outcome=outcome,
                    by=by,
                )
        if posted.fresh and posted.fresh not in outcome.saved:
            _confirm(project, language, posted.fresh, outcome, by=by)
        for segment, (words, of_source) in posted.comments.items():
            row = queries.row(project, language, segment)
            tag = "" if of_source else language
            try:
                if row is not None:
                    actions.comment(row.segment, language=tag, words=words, by=by)
                    outcome.commented.append(segment)
            except actions.DeskRefused as refused:
                outcome.problems.setdefault(segment, Problem(str(refused)))
        if posted.settle:
            actions.settle(project, posted.settle, by=by)
            outcome.commented.append(posted.settle)
        if posted.judge:
            state, segments = posted.judge
            _judge(project, language, segments, state, outcome, by=by)
    return outcome


def _save(
    project: Project,
    language: str,
    segment: int,
    typed: Typed,
    *,
    origin: Origin = Origin.HAND,
    outcome: Outcome,
    by: Account,
) -> None:
    row = queries.row(project, language, segment)
    if row is None:
        return
    seen = typed.seen if origin == Origin.HAND else None
    try:
        actions.translate(
            row.segment, language=language, words=typed.words, by=by, origin=origin, seen=seen
        )
    except actions.Overtaken as overtaken:
        problem = _overtaken(overtaken, typed)
        if problem is None:
            outcome.saved.append(segment)
        else:
            outcome.problems[segment] = problem
    except actions.Refused as refused:
        outcome.problems[segment] = Problem(str(refused), typed=typed.words)
    else:
        outcome.saved.append(segment)


def _overtaken(overtaken: actions.Overtaken, typed: Typed) -> Problem | None:
    """Why words were not kept; None when the very same words stand there: sent twice."""
    source = typed.seen[64:]
    if tidy(typed.words) == overtaken.words and source in {"", hash_of(overtaken.source)}:
        return None
    if hash_of(overtaken.words) == typed.seen[:64]:
        return Problem(
            _("The original changed while you wrote. Read it again, then save again."),
            typed=typed.words,
        )
    return Problem(
        _("Somebody else wrote here while you did. Save again to replace their words by yours."),
        typed=typed.words,
        theirs=overtaken.words,
    )


def _confirm(
    project: Project, language: str, segment: int, outcome: Outcome, *, by: Account
) -> None:
    """Words whose source moved on are still right: they say what the source says now."""
    row = queries.row(project, language, segment)
    if row is None or not row.words or segment in outcome.problems:
        return
    _save(project, language, segment, Typed(row.words, row.seen), outcome=outcome, by=by)


def _judge(
    project: Project,
    language: str,
    segments: Iterable[int],
    state: State,
    outcome: Outcome,
    *,
    by: Account,
) -> None:
    """What cannot be judged stays as it was, with the reason beside it; the rest is judged."""
    fit: list[Row] = []
    for segment in segments:
        row = queries.row(project, language, segment)
        if row is None or not row.words or row.state == state or segment in outcome.problems:
            continue
        if state == State.APPROVED and _errors(row, language):
            outcome.problems[segment] = Problem(
                _("This cannot be approved before what is marked as an error here is put right.")
            )
            continue
        fit.append(row)
    together = [row.segment.pk for row in fit]
    try:
        with transaction.atomic():
            actions.judge(together, language, state=state, by=by)
        outcome.judged += together
    except actions.DeskRefused:
        for segment in together:
            try:
                with transaction.atomic():
                    actions.judge([segment], language, state=state, by=by)
                outcome.judged.append(segment)
            except actions.DeskRefused as refused:
                outcome.problems[segment] = Problem(str(refused))


def _errors(row: Row, language: str) -> bool:
    return any(
        finding.severity == "error" for finding in queries.checks(row.segment, language, row.words)
    )
