"""What bringing an older round from a sheet says: columns, an example, and what may be wrong."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vault.queries.desk import counted


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {**_columns(), **_wrong(), **_counts()}


def _columns() -> dict[str, str]:
    return {
        "import.template": _("older-round.csv"),
        "column.reference": _("Reference"),
        "column.name": _("Name"),
        "column.day": _("Day"),
        "column.country": _("Country"),
        "column.languages": _("Languages"),
        "column.organisation": _("Organisation"),
        "column.coalitions": _("Coalitions"),
        "column.themes": _("Themes"),
        "column.priority": _("Priority groups"),
        "column.gender": _("Gender"),
        "column.state": _("State"),
        "column.ended_on": _("Weeks together ended on"),
        "column.words": _("Their words"),
        "example.reference": "2024-017",
        "example.name": _("Amal"),
        "example.day": "2024-03-31",
        "example.country": "KE",
        "example.languages": "en; sw",
        "example.organisation": _("Lakes for All"),
        "example.state": _("Not chosen"),
        "example.words": _("I defend a lake and those who fish there."),
    }


def _wrong() -> dict[str, str]:
    return {
        "import.unreadable": _(
            "This file cannot be read. Save it as CSV (UTF-8) or as an Excel workbook "
            "and try again."
        ),
        "import.not_half": _(
            "Nothing was taken: some cells are wrong. Correct them, "
            "or say that the other rows may be taken."
        ),
        "import.unknown": _("These columns are not known, and nothing of them is taken: %(list)s"),
        "import.twice": _("this column stands twice"),
        "import.no_column": _("there must be a column “%(value)s”"),
        "import.too_many": _("at most 250 rows at once; take the rest in a second file"),
        "import.too_long": _("this is too long"),
        "import.empty": _("this must not be empty"),
        "import.not_known": _("“%(value)s” is not one of the words for this column"),
        "import.no_day": _("“%(value)s” is not a day; write 2024-03-31"),
        "import.future": _("“%(value)s” is after today"),
        "import.repeated": _("“%(value)s” stands in a row above already"),
    }


def _counts() -> dict[str, str]:
    return {
        **counted(
            "import.count",
            lambda n: ngettext("%(number)s row can be taken", "%(number)s rows can be taken", n),
        ),
        **counted(
            "import.wrong",
            lambda n: ngettext("%(number)s cell is wrong", "%(number)s cells are wrong", n),
        ),
        **counted(
            "import.done",
            lambda n: ngettext(
                "%(number)s application was taken, sealed on this device.",
                "%(number)s applications were taken, sealed on this device.",
                n,
            ),
        ),
    }
