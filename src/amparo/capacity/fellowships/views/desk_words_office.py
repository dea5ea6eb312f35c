"""What the office's views say, where it comes with values or stands for codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amparo.ground.vault.queries.desk import counted
from amparo.ground.vocabulary.models import RegionalGroup

from . import desk_words_sheets


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {
        **_page(),
        **_call(),
        **_lists(),
        **_application(),
        **_missing(),
        **_counts(),
        **desk_words_sheets.words(),
    }


def _page() -> dict[str, str]:
    return {
        "title": _("Fellowships"),
        "home": _("Today"),
        "list": _("Applications"),
        "application": _("An application"),
        "call": _("A call"),
        "import": _("Older rounds"),
        "home.declare": _("What I read, and what I must not: %(call)s"),
        "home.ask": _("Ask one of these colleagues for its key: %(names)s"),
        "home.no_key": _("It has no key yet: nobody could read what is sent."),
        "clock.draft": _("Being prepared; nobody sees it yet."),
        "clock.opens": _("Opens %(ago)s: %(at)s"),
        "clock.open": _("Open; closes %(ago)s: %(at)s"),
        "clock.closed": _("Closed %(ago)s: %(at)s"),
        "clock.decided": _("Everybody was told %(ago)s."),
        "clock.ended": _("This round is over."),
        "problem.no_key": _("You hold no living key of this call."),
    }


def _call() -> dict[str, str]:
    return {
        "call.draft": _("Being prepared"),
        "call.published": _("Published"),
        "call.decided": _("Decided"),
        "call.ended": pgettext("call", "Over"),
        "call.later": _("%(reason)s Until %(until)s."),
        "key.mine": _("You open it, and so do these colleagues: %(names)s"),
        "key.alone": _("You alone open it. Give it to a colleague: keys can be lost."),
        "key.others": _("You do not open it. Ask one of these colleagues: %(names)s"),
        "key.none": _(
            "It has no key yet. Without one it cannot be published: nobody could read what is sent."
        ),
        "key.made": _("The key is made. The call can be published now."),
        "key.given": _("%(name)s opens this call now."),
        "key.renewed": _("The key was changed."),
        "key.left": _("They open nothing newer: %(names)s"),
        "key.nobody_left": _("Everybody who opens it now goes on to do so."),
        "discussion.open": _(
            "The discussion is open: who has judged an application talks about it with others "
            "who did."
        ),
        "discussion.closed": _("The discussion is closed: readers see their own words alone."),
        "discussion.begin": _("Open the discussion"),
        "discussion.close": _("Close the discussion"),
        "telling.draft": _("There is nothing to tell yet."),
        "telling.open": _("People are still writing. Telling comes after the deadline."),
        "telling.ready": _("Everybody is decided. They can be told, all at once."),
        "telling.told": _("Everybody was told."),
        "telling.ended": _("This round is over."),
    }


def _lists() -> dict[str, str]:
    return {
        **{f"region.{code}": str(label) for code, label in RegionalGroup.choices},
        "came.on_time": _("came in time"),
        "came.late": _("late"),
        "came.grace": _("came minutes late"),
        "came.extended": _("came by a later deadline"),
        "came.brought": _("brought by us"),
        "letters.unread": _("Not read yet"),
        "letters.some": _("With letters"),
        "readings.missing": _("Readers missing"),
        "readings.undone": _("Being read"),
        "readings.complete": _("Read by all"),
        "readings.returned": _("Given back by a reader"),
        "readings.wanted": _("Each application is read by %(of)s."),
        "conflicts.unseen": _("To look at"),
        "conflicts.barred": _("Somebody is kept away"),
        "order.came": _("As they came"),
        "order.name": _("By name"),
        "order.newest": _("The newest first"),
        "order.country": _("By country"),
        "list.choose": _("Choose %(name)s"),
        "list.readings": _("%(done)s of %(of)s readings"),
        "list.saved": _("Saved on this device. Delete it as soon as you are done."),
        "gender.woman": _("A woman"),
        "gender.man": _("A man"),
        "gender.other": _("In another way, or none of these"),
        "reason.not_defender": _("Not a human rights defender, as far as we can see."),
        "reason.other_criteria": _("Does not meet what the call asks for."),
        "reason.too_early": _("Too early in their work."),
        "reason.incomplete": _("Too little is answered."),
        "reason.language": _("None of the languages of this call."),
        "reason.dates": _("Cannot come on these dates."),
        "reason.twice": _("Sent twice; the other one counts."),
        "reason.not_safe": _("Taking part would not be safe for them now."),
        "reason.other": _("Another reason, in words."),
        "conflict.organisation": _("the same organisation"),
        "conflict.coalition": _("the same coalition"),
        "conflict.country": _("a country they must not read about"),
        "conflict.person": _("a person named to be kept away"),
        "conflict.referee": _("who vouches for them"),
        "conflict.coach": _("accompanied them before"),
        "conflict.declared": _("they said so themselves"),
        "conflict.returned": _("gave the file back"),
        "conflict.barred": _("kept away"),
        "found.declared": _("said by themselves"),
        "found.detected": _("found by comparing"),
        "found.by_hand": _("said by a colleague"),
        "reader.assigned": _("has it"),
        "reader.done": _("has read it"),
        "reader.returned": _("gave it back"),
        "review.points": _("%(points)s of %(most)s"),
        "review.advice": _("Advice"),
        "review.confidence": _("How sure"),
        "review.words": _("In words"),
        "advice.yes": _("Yes"),
        "advice.perhaps": _("Perhaps"),
        "advice.no": _("No"),
        "advice.none": _("None given"),
        "confidence.1": _("Unsure"),
        "confidence.2": _("Rather sure"),
        "confidence.3": _("Sure"),
        "reference.asked": _("asked, not answered yet"),
        "reference.answered": _("answered"),
        "reference.declined": _("declined"),
        "reference.ended": _("no longer asked"),
        "reference.unnamed": _("Somebody without a name"),
        "letter.kind.words": _("A letter"),
        "letter.kind.offer": _("About an offer"),
        "letter.kind.wait": _("About the waiting list"),
        "letter.kind.no": _("About a no"),
        "letter.kind.follow_up": _("About how they are since"),
    }


def _application() -> dict[str, str]:
    return {
        "application.sealed": _("Not opened yet"),
        "application.refused": _("An application that was refused"),
        "application.unnamed": _("No name"),
        "application.unsigned": _(
            "In their own words. Nobody signed this: anybody can have written it."
        ),
        "application.brought": _("Brought and signed by a colleague, from an older round."),
        "application.told": _("They read: “%(state)s”"),
        "application.version": _("Changed since; version %(version)s."),
        "application.clock": _("Erased on %(day)s."),
        "application.claims": _(
            "They say that this struck them: %(reason)s Later deadline: %(until)s"
        ),
        "application.claims_none": _(
            "It came by a later deadline and does not say which. Look whether one fits."
        ),
        "application.place": _("%(at)s of %(of)s"),
        "application.moved": _("Now: %(state)s."),
        "application.kept": _("Sealed and kept."),
        "application.was_told": _("They read it when they come back."),
        "screening.yes": _("%(name)s found on %(day)s that it can take part."),
        "screening.no": _("%(name)s found on %(day)s that it cannot take part."),
        "facets.answered": _("As they answered. Correct it where it is wrong."),
        "facets.corrected": _("Corrected by %(name)s on %(day)s."),
        "conflict.dismissed": _("%(name)s: %(kind)s, looked at on %(day)s"),
        "conflict.kept": _("%(name)s is kept away. For them it is not there."),
        "conflict.none": _("Kept as no conflict."),
        "conflict.lifted": _("%(name)s may be given it again."),
        "conflict.myself": _("It is gone for you. A colleague can let you see it again."),
        "letter.to": _("From us"),
        "letter.from": _("From them"),
        "letter.unread": _("Not read yet"),
        "letter.shown": _("They read it on %(day)s; it is gone from here."),
        "letter.waits": _("It waits until they come back."),
        "letter.read": _("Kept as read."),
        "letter.sent": _("Your letter is on its way. Only they can read it."),
        "note.letter": _("Sent: %(kind)s"),
        "ask.withdraw": _(
            "Only on the applicant's word. It leaves the round, and is not brought back from here."
        ),
        "ask.accept": _("Only on the applicant's word: they said to you that they come."),
        "ask.decline": _("Only on the applicant's word: they said to you that they do not come."),
        "ask.take_back": _(
            "An offer that was told is a promise. Take it back only when nothing else is left, and "
            "write to them why."
        ),
        "ask.tell.title": _("Tell this person now? They read:"),
        "ask.myself.title": _("Keep yourself away?"),
        "ask.myself": _(
            "At once this application is not there for you any more, and neither is the composing "
            "of the cohort until everybody was told. Only a colleague can change it."
        ),
        "ask.lift.title": _("Let %(name)s read it again?"),
        "ask.lift": _("Only where it was a mistake, or the reason is gone."),
    }


def _missing() -> dict[str, str]:
    return {
        "missing.reasons": _("Choose at least one reason."),
        "missing.person": _("Choose a colleague."),
        "missing.sheet": _("Choose a file."),
        "missing.rows": _("There is no row that can be taken."),
    }


def _counts() -> dict[str, str]:
    return {
        **counted(
            "home.files",
            lambda n: ngettext(
                "%(call)s: %(number)s of %(of)s still to read",
                "%(call)s: %(number)s of %(of)s still to read",
                n,
            ),
        ),
        **counted(
            "home.all",
            lambda n: ngettext("%(number)s application", "%(number)s applications", n),
        ),
        **counted(
            "waits.unscreened",
            lambda n: ngettext(
                "%(number)s application that nobody has screened",
                "%(number)s applications that nobody has screened",
                n,
            ),
        ),
        **counted(
            "waits.letters",
            lambda n: ngettext(
                "%(number)s application with unread letters",
                "%(number)s applications with unread letters",
                n,
            ),
        ),
        **counted(
            "waits.readings",
            lambda n: ngettext(
                "%(number)s application without enough readers",
                "%(number)s applications without enough readers",
                n,
            ),
        ),
        **counted(
            "waits.undeclared",
            lambda n: ngettext(
                "%(number)s reviewer has not declared conflicts",
                "%(number)s reviewers have not declared conflicts",
                n,
            ),
        ),
        **counted(
            "home.follow_up",
            lambda n: ngettext(
                "%(months)s month after: ask how they are",
                "%(months)s months after: ask how they are",
                n,
            ),
        ),
        **counted(
            "list.found", lambda n: ngettext("%(number)s application", "%(number)s applications", n)
        ),
        **counted("list.chosen", lambda n: ngettext("%(number)s chosen", "%(number)s chosen", n)),
        **counted("list.letters", lambda n: ngettext("%(number)s letter", "%(number)s letters", n)),
        **counted(
            "list.barred", lambda n: ngettext("%(number)s kept away", "%(number)s kept away", n)
        ),
        **counted(
            "list.opening",
            lambda n: ngettext(
                "%(number)s is not open yet; the search does not see it.",
                "%(number)s are not open yet; the search does not see them.",
                n,
            ),
        ),
        **counted(
            "bulk.title",
            lambda n: ngettext(
                "%(verb)s: %(number)s application?", "%(verb)s: %(number)s applications?", n
            ),
        ),
        **counted(
            "bulk.done",
            lambda n: ngettext(
                "Done for %(number)s application.", "Done for %(number)s applications.", n
            ),
        ),
        **counted(
            "application.warned",
            lambda n: ngettext("%(count)s part refused", "%(count)s parts refused", n),
        ),
        **counted(
            "telling.undecided",
            lambda n: ngettext(
                "%(number)s application is not decided yet. Everybody is told together.",
                "%(number)s applications are not decided yet. Everybody is told together.",
                n,
            ),
        ),
        **counted(
            "telling.waiting",
            lambda n: ngettext(
                "%(number)s person still waits or was offered a place: they are told that there "
                "was none.",
                "%(number)s people still wait or were offered a place: they are told that there "
                "was none.",
                n,
            ),
        ),
    }
