"""What is made in the background: files of editions and of the whole library, and their release."""

from django.utils.translation import gettext_noop as _

from amparo.ground.work.actions import Progress, enqueue
from amparo.ground.work.models import Schedule

from . import actions, queries
from .formats import fonts
from .models import Edition, Format, Stage, State

# Reading aloud takes minutes where everything else takes seconds: nothing waits for it.
LATER = (Format.AUDIO,)
SOON = tuple(fmt for fmt in Format if fmt not in LATER)
SCHEDULES = [Schedule("press.tidy", "40 3 * * *")]
CHECKING = 0.8  # how much of a release is making its files; the rest is looking at them


def build_all(progress: Progress, edition_id: int, turn: int = 0, fresh: int = 0) -> None:
    """Make the files of a released edition that there are none of, and let readers take them.

    One language a turn, the source's first and audio last; the next turn goes behind what was
    ordered meanwhile, so that a correction does not wait for a whole library. `fresh` counts the
    turns in which anything was made. Done twice it does nothing twice.
    """
    edition = _edition(edition_id, State.RELEASED)
    if edition is None:
        return
    languages = actions.tongues(edition, released=True)
    turns = [(later, tag) for later in (False, True) for tag in languages]
    if turn >= len(turns):
        return
    _have_fonts(progress)
    later, language = turns[turn]

    def share(fraction: float, step: str) -> None:
        progress.report((turn + fraction) / len(turns), step)

    plan = actions.plan_builds(edition, [language], released=True)
    rows = [row for row in plan if (row.format in LATER) == later]
    fresh += any(row.state in actions.TO_MAKE for row in rows)
    actions.make(rows, share, released=True)
    actions.offer_builds(edition, language, plan=plan)
    if fresh and turn + 1 == len(languages):
        enqueue("press.library", by=progress.by)
    if turn + 1 < len(turns):
        enqueue("press.build_all", edition_id, turn + 1, fresh, by=progress.by)


def release(progress: Progress, edition_id: int) -> None:
    """Make the files of the languages that were ordered, look at them, and give out what passes."""
    edition = _edition(edition_id, State.APPROVED, State.RELEASED)
    if edition is None:
        return
    ordered = list(edition.releases.filter(stage=Stage.ORDERED).values_list("language", flat=True))
    if not ordered:
        return
    _have_fonts(progress)
    rows = actions.plan_builds(edition, ordered, SOON, released=False)
    actions.make(
        rows,
        lambda fraction, step: progress.report(fraction * CHECKING, step),
        released=False,
    )
    progress.report(CHECKING, _("Checking the EPUBs"))
    actions.check_epubs(actions.plan_builds(edition, ordered, ["epub"], released=False))
    found = {}
    for place, language in enumerate(ordered):
        done = CHECKING + (1 - CHECKING) * (place + 1) / (len(ordered) + 1)
        progress.report(done, _("Checking the files"))
        found[language] = actions.file_gates(edition, language)
    actions.settle_release(edition, by=progress.by, found=found)


def _have_fonts(progress: Progress) -> None:
    """Before the first PDF, fetch what it is set in; without it, all else is made."""
    if fonts.missing():
        progress.report(0.0, _("Fetching the fonts for PDF"))
        fonts.ensure()


def after_translation(progress: Progress, project_id: int) -> None:
    """Words of a publication were changed on the translation desk: counts and search follow."""
    publication = queries.publication_of_project(project_id)
    if publication is not None:
        progress.report(0.0, _("Counting what is translated"))
        actions.refresh(publication)


def library(progress: Progress) -> None:
    """The whole library in each language, as one ZIM and one zip."""
    actions.make_library(progress.report)


def tidy(progress: Progress) -> None:
    """Remove files that nobody is offered; make those that a new tool or font makes possible."""
    progress.report(0.0, _("Looking for files that nobody is offered"))
    actions.tidy()
    actions.rebuild_all()


def _edition(edition_id: int, *states: State) -> Edition | None:
    rows = Edition.objects.filter(pk=edition_id, state__in=states)
    return rows.select_related("publication").first()
