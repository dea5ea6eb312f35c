"""What reviewers read on the desk, where it comes with values or stands for codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vault.queries.desk import counted


def words() -> dict[str, str]:
    """By key, in the reader's language."""
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
