"""Segments as the desk's form shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.ground.texts import queries
from amparo.ground.texts.forms import Posted
from amparo.ground.texts.markdown.tree import Kind
from amparo.ground.texts.queries import CheckFinding, Piece, Row
from amparo.ground.texts.queries.glossary import known

from .posting import Outcome, Problem

KINDS: dict[str, str | Promise] = {
    Kind.TITLE: _("Title"),
    Kind.SUMMARY: _("Summary"),
    Kind.HEADING: _("Heading"),
    Kind.PARAGRAPH: _("Paragraph"),
    Kind.HEAD_CELL: _("Head of a column"),
    Kind.CELL: _("Cell of a table"),
    Kind.ALT: _("Description of a figure"),
    Kind.CAPTION: _("Caption of a figure"),
    Kind.NOTE: _("Footnote"),
    Kind.LABEL: _("Label of a box"),
}
LINE = 44  # characters that a line of a field holds, about
TALLEST = 14  # lines


@dataclass(frozen=True, slots=True)
class Field:
    """A row with what stands in its field now, and what is to be said beside it."""

    row: Row
    typed: str
    findings: list[CheckFinding] = field(default_factory=list)
    problem: Problem | None = None
    pieces: list[Piece] = field(default_factory=list)

    @property
    def pk(self) -> int:
        """The segment's."""
        return int(self.row.segment.pk)

    @property
    def number(self) -> int:
        """Its place in the text, from 1."""
        return int(self.row.segment.position) + 1

    @property
    def kind(self) -> str | Promise:
        """What it is to its reader."""
        return KINDS.get(self.row.kind, self.row.kind)

    @property
    def lines(self) -> int:
        """How many lines its field shows before it scrolls."""
        longest = max(len(self.row.source), len(self.typed))
        breaks = max(self.row.source.count("\n"), self.typed.count("\n"))
        return min(TALLEST, max(2, 1 + breaks, 1 + longest // LINE))

    @property
    def judged(self) -> bool:
        """Whether there are words here that somebody can judge: of the original as it is now."""
        return bool(self.row.words) and self.row.severity is None


def fields_of(
    rows: Iterable[Row],
    language: str,
    *,
    given: Posted | None = None,
    outcome: Outcome | None = None,
) -> list[Field]:
    """Fields for rows. With `given` and its `outcome`, what was typed and not kept stays."""
    problems = outcome.problems if outcome else {}
    made = []
    rows = list(rows)
    terms = known(rows[0].source_language, language) if rows else {}
    for row in rows:
        problem = problems.get(row.segment.pk)
        typed = row.words
        if problem and problem.typed is not None:
            typed = problem.typed
        elif given and problem and row.segment.pk in given.rows:
            typed = given.rows[row.segment.pk].words
        made.append(
            Field(
                row,
                typed,
                findings=queries.checks(row.segment, language, typed, terms=terms)
                if typed.strip()
                else [],
                problem=problem,
                pieces=queries.difference(row.before, row.source)
                if row.severity is not None and row.before
                else [],
            )
        )
    return made
