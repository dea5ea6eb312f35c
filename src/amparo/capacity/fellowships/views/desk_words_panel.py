"""What reviewers read on the desk, and the office of them, with values or for codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vault.queries.desk import counted

from . import desk_words_ranking


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {**_reader(), **_panel(), **_assign(), **desk_words_ranking.words()}


def _reader() -> dict[str, str]:
    return {
        "readings": _("My files"),
        "reading.title": _("A file to read"),
        "reading.file": _("File %(number)s"),
        "reading.new": _("to read"),
        "reading.begun": _("begun"),
        "reading.done": _("judged"),
        "reading.open_talk": _("being discussed"),
        "reading.points": _("%(points)s of %(most)s points"),
        "reading.returned": _("It is given back, for good."),
        "declare": _("What I read, and what I must not"),
        "declare.again": _(
            "You have declared before. What you say now replaces it whole: write everything again."
        ),
        "declare.done": _("Declared. Files can come to you now."),
        "judge.fixed": _("The discussion is open: what was judged stays as it was."),
        "judge.kept": _("Sealed. The office can read it, and you."),
        "judge.not_yet": _("Not sealed yet."),
        "readings.progress": _("%(done)s of %(of)s judged"),
        "talk.with": _("They judged it, too: %(names)s"),
        "talk.alone": _("You are the first who may speak of it."),
        "talk.judged": _("Judgement: %(name)s"),
        "talk.mine": _("My judgement"),
        "talk.said": _("Sealed and said."),
        "talk.laid": _("Its readers see each other's judgements now."),
        "judge.later": _("Kept for later. Only you can open it."),
        "post.me": _("I"),
        "post.colleague": _("A colleague"),
        "missing.points": _("Give points for “%(name)s”."),
        "missing.rationale": _("Say why, for “%(name)s”: others must be able to follow you."),
        "missing.confidence": _("Say how sure you are."),
        "missing.words": _("Write something first."),
        "missing.languages": _("Choose at least one language."),
        "missing.complete": _("Say that this is everything that you know of."),
        **counted(
            "readings.left",
            lambda n: ngettext("%(number)s file to read", "%(number)s files to read", n),
        ),
        **counted(
            "copy.left_out",
            lambda n: ngettext(
                "%(number)s answer is not for the panel.",
                "%(number)s answers are not for the panel.",
                n,
            ),
        ),
        **counted(
            "criterion.weight",
            lambda n: ngettext("counts once", "counts %(number)s times", n),
        ),
    }


def _panel() -> dict[str, str]:
    return {
        "panel": _("Panel"),
        "panel.declared": _("declared on %(day)s"),
        "panel.undeclared": _("has not declared"),
        "panel.ended": _("no longer a reader"),
        "panel.added": _("%(name)s is asked to declare first."),
        "panel.is_ended": _("%(name)s is no longer a reader."),
        "panel.found_none": _("Nothing was found that nobody looked at."),
        "panel.copies_none": _("Every copy was looked at."),
        "copies": _("Copies for the panel"),
        "copy.unseen": _(
            "Nobody looked at this copy yet. Until somebody did it is given to nobody."
        ),
        "copy.changed": _("The application changed since somebody looked. Look again."),
        "copy.seen": _("%(name)s looked at it on %(day)s and let it go."),
        "copy.kept": _("Let go. It can be given to readers now."),
        "copy.none.sealed": _("Not opened yet"),
        "copy.none.questions": _("Its questions are not known any more: no copy is made."),
        "copy.none.left": _("A word that had to go is still there: no copy is made."),
        "copy.none.empty": _(
            "Nothing would be left to read. The call says which answers the panel reads."
        ),
        "copy.none.unseen": _("Nobody looked at it yet."),
        "copy.none.changed": _("It changed since somebody looked."),
        "ask.end.title": _("Is %(name)s no longer a reader?"),
        "ask.end": _(
            "Files that they have not judged are taken back at once. What they judged counts still."
        ),
        "ask.keep_all": _(
            "For each of these people the application is not there from then on. They are not told."
        ),
        "ask.take.title": _("Take it back from %(name)s?"),
        "ask.take": _("It is gone from their desk at once. Somebody else can be given it."),
        "ask.lay.title": _("Show readers each other's judgements?"),
        "ask.lay": _(
            "Everybody who judged this application reads what the others gave, and why, with names."
        ),
        "readings.taken": _("It is taken back from %(name)s."),
        **counted(
            "panel.load",
            lambda n: ngettext(
                "%(has)s file, %(done)s judged", "%(has)s files, %(done)s judged", n
            ),
        ),
        **counted(
            "panel.load_of",
            lambda n: ngettext(
                "%(has)s file of %(most)s at most, %(done)s judged",
                "%(has)s files of %(most)s at most, %(done)s judged",
                n,
            ),
        ),
        **counted(
            "panel.found",
            lambda n: ngettext(
                "%(number)s conflict was found that nobody looked at.",
                "%(number)s conflicts were found that nobody looked at.",
                n,
            ),
        ),
        **counted(
            "panel.found_more",
            lambda n: ngettext("And %(number)s more.", "And %(number)s more.", n),
        ),
        **counted(
            "panel.all_kept",
            lambda n: ngettext("%(number)s conflict is kept.", "%(number)s conflicts are kept.", n),
        ),
        **counted(
            "panel.copies",
            lambda n: ngettext(
                "%(number)s copy of %(of)s waits to be looked at.",
                "%(number)s copies of %(of)s wait to be looked at.",
                n,
            ),
        ),
        **counted(
            "copies.left",
            lambda n: ngettext("%(number)s copy to look at", "%(number)s copies to look at", n),
        ),
        **counted(
            "ask.keep_all.title",
            lambda n: ngettext(
                "Keep people away in %(number)s case?", "Keep people away in %(number)s cases?", n
            ),
        ),
    }


def _assign() -> dict[str, str]:
    return {
        "assign.add": _("Add a reader"),
        "assign.add_to": _("Add a reader to %(name)s"),
        "assign.has": _("Has it already: %(names)s"),
        "assign.needs": _("%(has)s of %(needs)s readers. Of the others: %(why)s"),
        "assign.even": _("Everybody has as many as the others, or one more."),
        "assign.uneven": _("As even as languages, conflicts and limits allow."),
        "assign.load": _("%(now)s now, %(then)s then"),
        "assign.load_of": _("%(now)s now, %(then)s then, of %(most)s"),
        "why.languages": _("reads %(names)s"),
        "why.themes": _("knows %(names)s"),
        "why.nobody_else": _("nobody else is left who could"),
        "why.load": _("has room"),
        "why.by_hand": _("added by hand"),
        "give.stopped": _("Then it stopped: %(words)s"),
        **_lacking(),
        **_given(),
        **counted(
            "assign.short",
            lambda n: ngettext(
                "%(number)s application has fewer than the %(readings)s readers that are wanted.",
                "%(number)s applications have fewer than the %(readings)s readers that are wanted.",
                n,
            ),
        ),
        **counted(
            "assign.full",
            lambda n: ngettext(
                "Every application has its %(readings)s readers.",
                "Every application has its %(readings)s readers.",
                n,
            ),
        ),
        **counted(
            "assign.more",
            lambda n: ngettext(
                "One more reader for %(number)s application, whoever has read it.",
                "One more reader for each of %(number)s applications, whoever has read them.",
                n,
            ),
        ),
        **counted(
            "assign.proposed",
            lambda n: ngettext("%(number)s reading proposed", "%(number)s readings proposed", n),
        ),
        **counted(
            "assign.lacking",
            lambda n: ngettext(
                "%(number)s application would still have too few.",
                "%(number)s applications would still have too few.",
                n,
            ),
        ),
        **counted(
            "assign.give",
            lambda n: ngettext(
                "Make %(number)s copy and give it", "Make %(number)s copies and give them", n
            ),
        ),
        **counted(
            "ask.give.title",
            lambda n: ngettext(
                "Give %(number)s copy to its reader?", "Give %(number)s copies to their readers?", n
            ),
        ),
        "ask.give": _(
            "Each copy is made and sealed on this device, for one reader alone. Where nobody "
            "looked at the copy, none is given."
        ),
    }


def _lacking() -> dict[str, str]:
    return {
        **counted(
            "lack.conflict",
            lambda n: ngettext("%(number)s kept away", "%(number)s kept away", n),
        ),
        **counted(
            "lack.undeclared",
            lambda n: ngettext("%(number)s has not declared", "%(number)s have not declared", n),
        ),
        **counted(
            "lack.forbidden",
            lambda n: ngettext("%(number)s has it already", "%(number)s have it already", n),
        ),
        **counted(
            "lack.language",
            lambda n: ngettext(
                "%(number)s does not read its language", "%(number)s do not read its language", n
            ),
        ),
        **counted(
            "lack.full",
            lambda n: ngettext("%(number)s has no room left", "%(number)s have no room left", n),
        ),
        **counted(
            "lack.region",
            lambda n: ngettext(
                "%(number)s of a region that reads it already",
                "%(number)s of regions that read it already",
                n,
            ),
        ),
        **counted(
            "lack.elsewhere",
            lambda n: ngettext(
                "%(number)s needed more elsewhere", "%(number)s needed more elsewhere", n
            ),
        ),
    }


def _given() -> dict[str, str]:
    return {
        **counted(
            "give.done",
            lambda n: ngettext(
                "%(number)s copy is with its reader.",
                "%(number)s copies are with their readers.",
                n,
            ),
        ),
        **counted(
            "give.not.sealed",
            lambda n: ngettext(
                "%(number)s application was not open.", "%(number)s applications were not open.", n
            ),
        ),
        **counted(
            "give.not.undeclared",
            lambda n: ngettext(
                "%(number)s was not given: its reader has not declared.",
                "%(number)s were not given: their readers have not declared.",
                n,
            ),
        ),
        **counted(
            "give.not.kept",
            lambda n: ngettext(
                "%(number)s was not given: its reader must not read it.",
                "%(number)s were not given: their readers must not read them.",
                n,
            ),
        ),
        **counted(
            "give.not.unseen",
            lambda n: ngettext(
                "%(number)s was not given: nobody looked at its copy yet.",
                "%(number)s were not given: nobody looked at their copies yet.",
                n,
            ),
        ),
        **counted(
            "give.not.changed",
            lambda n: ngettext(
                "%(number)s was not given: it changed since somebody looked.",
                "%(number)s were not given: they changed since somebody looked.",
                n,
            ),
        ),
        **counted(
            "give.not.questions",
            lambda n: ngettext(
                "%(number)s was not given: its questions are not known any more.",
                "%(number)s were not given: their questions are not known any more.",
                n,
            ),
        ),
        **counted(
            "give.not.left",
            lambda n: ngettext(
                "%(number)s was not given: a word that had to go is still there.",
                "%(number)s were not given: words that had to go are still there.",
                n,
            ),
        ),
        **counted(
            "give.not.empty",
            lambda n: ngettext(
                "%(number)s was not given: nothing would be left to read.",
                "%(number)s were not given: nothing would be left to read.",
                n,
            ),
        ),
    }
