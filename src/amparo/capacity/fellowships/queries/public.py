"""What of a round is public: words in the reader's language, figures, and fellows who agreed."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Call, Profile, RoundReport
from amparo.capacity.fellowships.models.workflow import APPLICATION_LABELS
from amparo.capacity.fellowships.queries.reach import today
from amparo.ground.vocabulary.models import RegionalGroup
from amparo.ground.vocabulary.queries import direction, own_name, priority_groups, themes


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

    def balance(self, language: str) -> list[tuple[str, Table]]:
        """The cohort, and all who applied, by each dimension that was counted."""
        tables = self.row.cells.get("balance", {})
        return [
            (_title(name), [(_label(name, key, language), count) for key, count in cells.items()])
            for name, cells in tables.items()
        ]


ALL = "all_"  # before a dimension: everybody who applied, not the cohort alone


def _title(name: str) -> str:
    names = {
        "region": _("Region"),
        "theme": _("Theme"),
        "language": _("Language"),
        "gender": _("Gender"),
        "priority": _("Priority group"),
    }
    dimension = name.removeprefix(ALL)
    what = names.get(dimension, dimension)
    if name.startswith(ALL):
        return _("All who applied: %(what)s") % {"what": what}
    return _("The cohort: %(what)s") % {"what": what}


def _label(name: str, key: str, language: str) -> str:
    """What a code of a dimension is called; the code itself where it is not known."""
    dimension = name.removeprefix(ALL)
    if key == "total":
        return _("All")
    if key == "unsaid":
        return _("Not said")
    if dimension == "language":
        return own_name(key)
    known: dict[str, str] = {}
    if dimension == "region":
        known = {code: str(label) for code, label in RegionalGroup.choices}
    if dimension == "gender":
        known = {
            "woman": _("Women"),
            "man": _("Men"),
            "other": _("Another gender, or none"),
        }
    if dimension == "theme":
        known = {row.slug: row.name_in(language) for row in themes()}
    if dimension == "priority":
        known = {row.slug: row.name_in(language) for row in priority_groups()}
    return known.get(key, key)


def report_of(call: Call) -> Report | None:
    """What was released of a round; None before."""
    row = RoundReport.objects.filter(call=call).first()
    return Report(row) if row else None


def described() -> list[Profile]:
    """Fellows whose consent to be described is living."""
    return list(Profile.objects.filter(Q(until__isnull=True) | Q(until__gte=today())))
