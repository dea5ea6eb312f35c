"""Words of the desk that come with values or stand for codes; all others are in its templates.

What every desk says is `vault.queries.desk`; `%(name)s` is filled by the program.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vault.queries.desk import counted, desk_words
from amparo.ground.vocabulary.models import RegionalGroup
from amparo.protection.cases.queries.words import CODES


def words() -> dict[str, str]:
    """Everything, by key, in the reader's language."""
    return {
        **desk_words(),
        **_page(),
        **_lists(),
        **_sentences(),
        **_import(),
        **_counts(),
        **_cells(),
    }


def _page() -> dict[str, str]:
    return {
        "title": _("Cases"),
        "list": _("Cases"),
        "new": _("New case"),
        "import": _("Older cases"),
        "hand_over": _("Hand over"),
        "figures": _("Figures"),
        "request.title": _("A request"),
        "list.due": _("To do, by date"),
        "list.all": _("All cases"),
        "list.open": _("Open cases, the most urgent first"),
        "renewed": _(
            "Somebody could open %(count)s of your keys who no longer may. New ones were made on"
            " this device, for: %(names)s. If one of these should not have them, tell a keyholder."
        ),
    }


def _lists() -> dict[str, str]:
    return {
        "priority.urgent": _("Urgent"),
        "priority.high": _("High"),
        "priority.priority": _("Priority"),
        "priority.low": _("Low"),
        "priority.rejected": _("Rejected"),
        "state.triage": _("Being looked at"),
        "state.active": _("Active"),
        "state.referred": _("Referred"),
        "state.closed": _("Closed"),
        "compartment.main": _("The case"),
        "compartment.location": _("Where somebody is"),
        "compartment.medical": _("Health"),
        "compartment.money": _("Money"),
        "due.late": _("Late"),
        "due.today": _("Today or late"),
        "due.week": _("Within a week"),
        "due.none": _("No next action"),
        "door.help": _("Get help"),
        "door.safeguarding": _("A concern about our own conduct"),
        "need.physical_security": _("Physical security"),
        "need.digital_security": _("Digital security"),
        "need.communications": _("Communications"),
        "need.capacity": _("Security training"),
        "need.transport": _("Secure transport"),
        "need.legal": _("Legal help"),
        "need.medical": _("Medical and psychosocial care"),
        "need.humanitarian": _("Help for the family"),
        "need.relocation": _("Urgent relocation"),
        "need.advocacy": _("Urgent advocacy"),
        "need.other": _("Other"),
        "violation.killing": _("Killing"),
        "violation.enforced_disappearance": _("Enforced disappearance"),
        "violation.torture": _("Torture"),
        "violation.arbitrary_detention": _("Arbitrary detention"),
        "violation.kidnapping": _("Kidnapping"),
        "violation.other_harmful": _("Other harm"),
        "outcome.safe": _("The person is safer"),
        "outcome.supported": _("Support was given"),
        "outcome.referred": _("Others took it on"),
        "outcome.refused": _("We could not help"),
        "outcome.withdrawn": _("The person withdrew"),
        "outcome.other": _("Other"),
        "outcome.unknown": _("Not known"),
        **{f"region.{code}": str(label) for code, label in RegionalGroup.choices},
    }


def _sentences() -> dict[str, str]:
    return {
        "problem.no_key": _("You hold no living key of this part of the case."),
        "problem.no_inbox": _("This person left no way to be answered here."),
        "request.sealed": _("Not opened yet"),
        "request.refused": _("A request that was refused"),
        "request.now": _("says: today"),
        "request.child": _("under 18"),
        "request.concern": _("concern"),
        "request.erasing": _("its sender wants it erased; it goes by itself on %(day)s"),
        "request.erased": _("Erased. Nothing of it is left here."),
        "request.kept": _("Kept until %(day)s unless a case is opened."),
        "request.answered": _("First answered on %(day)s."),
        "request.take_back": _("Take back: it is a request after all"),
        "request.set_aside": _("This is no request: set aside"),
        "request.taken_back": _("Back among the new requests."),
        "request.was_set_aside": _("Set aside. It goes when its time ends."),
        "reply.sent": _("Your answer is on its way. Only they can read it."),
        "triage.opened": _("The case is open. Its team holds the key."),
        "triage.rejected": _(
            "Rejected, with your reason sealed. Tell the sender, if you have not yet."
        ),
        "case.untitled": _("No title"),
        "case.sealed": _("Not opened yet"),
        "case.closed": _("closed"),
        "case.no_next": _("nothing planned"),
        "case.missed": _("check-in missed"),
        "case.shred": _("forgotten on %(day)s"),
        "missing.priority": _("Say how urgent it is."),
        "missing.title": _("Give it a title by which your team recognises it."),
        "missing.reason": _("Say why it is rejected."),
        "missing.two": _("Under 18, two different colleagues look after it together: name both."),
        "missing.excluded": _(
            "Somebody is named both to look after this case and to be kept away from it."
        ),
        "missing.future": _("The day cannot be after today."),
        "missing.happening": _("Write down what you were told."),
        "missing.colleague": _("Choose a colleague."),
        "missing.sheet": _("Choose a file."),
        "missing.rows": _("There is no row that can be taken."),
        "missing.period": _("Choose a period that is over."),
        "missing.opened": _("Not everything is open yet. Wait a moment, then count again."),
        "hand_over.excluded": _("not handed over: this colleague is kept away from the case"),
        "hand_over.to": _("handed over to %(name)s"),
        "hand_over.done": _("%(done)s of %(of)s handed over."),
        "figures.period": _("Counted: %(since)s to %(until)s"),
        "figures.hidden": _("not shown"),
        "figures.released": _("Released. Everybody can read these figures now."),
        **{f"figure.{kind}": words_ for kind, words_ in _figures().items()},
    }


def _figures() -> dict[str, str]:
    return {
        "need": _("What was needed"),
        "violation": _("What had happened"),
        "region": _("Where"),
        "outcome": _("How it ended"),
        "time": _("How long until the first answer"),
    }


def _import() -> dict[str, str]:
    return {
        "import.template": _("older-cases.csv"),
        "import.too_large": _(
            "This sheet is too large to be read on this device, or made to look so. Copy the rows "
            "you need into a new workbook, and bring that."
        ),
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
        "import.too_many": _("at most a thousand rows at once; take the rest in a second file"),
        "import.too_long": _("this is too long"),
        "import.empty": _("this must not be empty"),
        "import.not_known": _("“%(value)s” is not one of the words for this column"),
        "import.no_day": _("“%(value)s” is not a day; write 2024-03-31"),
        "import.future": _("“%(value)s” is after today"),
        "import.repeated": _("“%(value)s” stands in a row above already"),
        "column.reference": _("Reference"),
        "column.title": _("Title"),
        "column.opened_on": _("Opened on"),
        "column.state": _("State"),
        "column.priority": _("Priority"),
        "column.country": _("Country"),
        "column.needs": _("Needs"),
        "column.violations": _("Violations"),
        "column.people": _("People"),
        "column.assigned": _("Assigned to"),
        "column.next_action": _("Next action on"),
        "column.incident": _("Incident"),
        "column.outcome": _("Outcome"),
        "column.words": _("What happened"),
        "example.reference": "2024-017",
        "example.title": _("Lawyer followed after a hearing"),
        "example.opened_on": "2024-03-31",
        "example.state": _("Active"),
        "example.priority": _("High"),
        "example.country": "KE",
        "example.needs": f"{_('Legal help')}; {_('Digital security')}",
        "example.violations": _("Other harm"),
        "example.people": "",
        "example.assigned": "",
        "example.next_action": "",
        "example.incident": "",
        "example.outcome": "",
        "example.words": _("Two men waited outside the court on three days."),
    }


def _counts() -> dict[str, str]:
    return {
        **counted("list.found", lambda n: ngettext("%(number)s case", "%(number)s cases", n)),
        **counted(
            "case.warned",
            lambda n: ngettext("%(count)s entry refused", "%(count)s entries refused", n),
        ),
        **counted(
            "incident.shared",
            lambda n: ngettext(
                "%(count)s case shares this incident; it will be linked.",
                "%(count)s cases share this incident; they will be linked.",
                n,
            ),
        ),
        **counted(
            "hand_over.count",
            lambda n: ngettext(
                "%(number)s case is assigned to you.", "%(number)s cases are assigned to you.", n
            ),
        ),
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
                "%(number)s case was taken, sealed on this device.",
                "%(number)s cases were taken, sealed on this device.",
                n,
            ),
        ),
    }


def _cells() -> dict[str, str]:
    return {f"cell.{code}": str(label) for code, label in CODES.items()}
