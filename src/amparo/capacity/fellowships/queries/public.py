"""What of a round is public: words in the reader's language, figures, and fellows who agreed."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Call, Profile, RoundReport
from amparo.capacity.fellowships.models.workflow import APPLICATION_LABELS
from amparo.capacity.fellowships.queries.reach import today
from amparo.ground.vocabulary.queries import direction


@dataclass(frozen=True, slots=True)
class Worded:
    """Words, and the language they are in where it is not the page's own."""

    text: str
    language: str = ""
    direction: str = ""


def words_in(words: dict[str, str], language: str) -> Worded:
    """Words in a language, else in English (marked as such), else in any; empty for none."""
    if words.get(language):
        return Worded(words[language])
    tag = "en" if words.get("en") else next(iter(words), "")
    return Worded(words[tag], tag, str(direction(tag))) if tag else Worded("")


Table = list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Report:
    """A released report: counts, None where too few."""

    row: RoundReport

    @property
    def words(self) -> dict[str, str]:
        return self.row.words

    def stages(self) -> Table:
        """How many came to each stage."""
        names = {
            "total": _("Applications that were sent"),
            **{state: str(label.staff) for state, label in APPLICATION_LABELS.items()},
        }
        cells = self.row.cells.get("stages", {})
        return [(names.get(key, key), count) for key, count in cells.items()]

    def balance(self) -> list[tuple[str, Table]]:
        """The cohort by each dimension that was balanced."""
        names = {
            "region": _("Region"),
            "theme": _("Theme"),
            "language": _("Language"),
            "gender": _("Gender"),
            "priority": _("Priority group"),
        }
        tables = self.row.cells.get("balance", {})
        return [(names.get(key, key), list(cells.items())) for key, cells in tables.items()]


def report_of(call: Call) -> Report | None:
    """What was released of a round; None before."""
    row = RoundReport.objects.filter(call=call).first()
    return Report(row) if row else None


def described() -> list[Profile]:
    """Fellows whose consent to be described is living."""
    return list(Profile.objects.filter(Q(until__isnull=True) | Q(until__gte=today())))
