"""What the ranking says, with values or for codes; and how well the adjustment does."""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vault.queries.desk import counted

MEASURED = Path(__file__).parents[1] / "calibrating" / "measured.json"


@cache
def _levels() -> list[dict[str, float]]:
    """What the adjustment gained on simulated panels, by how much their readers lean."""
    levels: list[dict[str, float]] = json.loads(MEASURED.read_bytes())["levels"]
    return levels


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    mild, marked, strong = (
        {
            "gain": f"{level['gain']:.1f}",
            "worse": str(round(100 * level["worse"])),
        }
        for level in _levels()
    )
    measured = _(
        "On 200 simulated panels whose true order is known it found %(mild)s more of the best 16 "
        "where readers lean mildly, %(marked)s where markedly, %(strong)s where strongly. It was "
        "worse than the plain mean in %(mild_worse)s, %(marked_worse)s and %(strong_worse)s of 100."
    ) % {
        "mild": mild["gain"],
        "marked": marked["gain"],
        "strong": strong["gain"],
        "mild_worse": mild["worse"],
        "marked_worse": marked["worse"],
        "strong_worse": strong["worse"],
    }
    return {
        "ranking": _("Ranking"),
        "leaning.measured": measured,
        "ranking.reckoned": _("Reckoned. The adjusted score stands beside the plain one."),
        "rank.points": _("By points"),
        "rank.adjusted": _("By adjusted points"),
        "spread.of": _("%(low)s to %(high)s, standard deviation %(sd)s"),
        "rank.spread": _("Readers furthest apart first"),
        "rank.fewest": _("The fewest readings first"),
        "rank.close": _("Too close to call"),
        "rank.unread": _("Not read yet"),
        "rank.of": _("%(points)s of %(most)s"),
        "rank.adjusted_to": _("Adjusted %(points)s, most likely %(low)s to %(high)s"),
        "rank.doubt": _("%(percent)s in 100 that it belongs on the other side"),
        "only.close": _("Too close to call"),
        "only.short": _("Readings missing"),
        "only.apart": _("Readers far apart"),
        "leans.harsh": _("gives %(points)s points less than others on the same files"),
        "leans.kind": _("gives %(points)s points more than others on the same files"),
        "leans.alike": _("as the others, as far as can be told"),
        "leaning.nothing": _(
            "Nothing can be told apart: too few files were read by the same readers. The adjusted "
            "scores are the plain ones."
        ),
        "leaning.one": _("Compared on files that they shared with others."),
        **counted(
            "leaning.panels",
            lambda n: ngettext(
                "There is %(number)s panel.",
                "There are %(number)s panels that share no reader: nothing tells whether one is "
                "harsher or its files are weaker. Each one's mean stays as it was.",
                n,
            ),
        ),
        **counted("leans.files", lambda n: ngettext("%(number)s file", "%(number)s files", n)),
        **counted(
            "ranking.counts",
            lambda n: ngettext(
                "%(files)s application: %(read)s read, %(whole)s by all %(wanted)s readers.",
                "%(files)s applications: %(read)s read, %(whole)s by all %(wanted)s readers.",
                n,
            ),
        ),
        **_lines(),
    }


def _lines() -> dict[str, str]:
    return {
        **counted(
            "ranking.line",
            lambda n: ngettext(
                "With %(seats)s places the line lies at %(points)s points. %(number)s application "
                "is within %(band)s points of it: too close to call.",
                "With %(seats)s places the line lies at %(points)s points. %(number)s applications "
                "are within %(band)s points of it: too close to call.",
                n,
            ),
        ),
        **counted(
            "ranking.line_adjusted",
            lambda n: ngettext(
                "With %(seats)s places the line lies at %(points)s adjusted points. %(number)s "
                "application is within %(band)s points of it, or too doubtful to call.",
                "With %(seats)s places the line lies at %(points)s adjusted points. %(number)s "
                "applications are within %(band)s points of it, or too doubtful to call.",
                n,
            ),
        ),
    }
