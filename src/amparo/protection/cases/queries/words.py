"""What the codes in released figures and in the ledger are called."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary import queries as vocabulary

KINDS: dict[str, str | Promise] = {
    "need": _("What was needed"),
    "violation": _("What had happened"),
    "region": _("Where"),
    "outcome": _("How it ended"),
    "time": _("How long until the first answer"),
}
# Needs: the support actions of ProtectDefenders.eu. Violations: SDG indicator 16.10.1.
CODES: dict[str, str | Promise] = {
    "total": _("All together"),
    "other": _("Other"),
    "unknown": _("Not known"),
    "physical": _("Physical security"),
    "digital": _("Digital security"),
    "communications": _("Communications"),
    "training": _("Security training"),
    "transport": _("Secure transport"),
    "legal": _("Legal help"),
    "medical": _("Medical and psychosocial care"),
    "humanitarian": _("Help for the family"),
    "relocation": _("Urgent relocation"),
    "advocacy": _("Urgent advocacy"),
    "killing": _("Killing"),
    "disappearance": _("Enforced disappearance"),
    "torture": _("Torture"),
    "detention": _("Arbitrary detention"),
    "kidnapping": _("Kidnapping"),
    "harm": _("Other harm"),
    "africa": _("African States"),
    "asia-pacific": _("Asia and the Pacific States"),
    "eastern-europe": _("Eastern European States"),
    "latin-america": _("Latin American and Caribbean States"),
    "western-europe": _("Western European and other States"),
    "safe": _("The person is safer"),
    "supported": _("Support was given"),
    "referred": _("Others took it on"),
    "refused": _("We could not help"),
    "withdrawn": _("The person withdrew"),
    "same-day": _("On the same day"),
    "within-3": _("Within three days"),
    "within-7": _("Within a week"),
    "within-30": _("Within a month"),
    "later": _("Later"),
}


def called(code: str) -> str:
    """A code in the reader's language: ours, a country's, else the code itself."""
    if code in CODES:
        return str(CODES[code])
    if len(code) == 2 and code.isupper():
        return vocabulary.country_name(code, get_language() or "en") or code
    return code.replace("-", " ").replace("_", " ")
