"""The sentences that the programs of applying show, in the page's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amparo.ground.vault.queries.desk import counted


def words() -> dict[str, str]:
    """Everything that applying with JavaScript says, by key."""
    return {
        **writing_words(),
        "saved": _("Saved, sealed, at %(time)s."),
        "unsaved": _("Not saved yet: we cannot be reached. It is kept on this page; we try again."),
        "will_save": _("It is saved, sealed, at every step. You can leave and come back."),
        "in_one_go": _("Nothing is saved before you send it: please finish in one go."),
        "stays": _("What you sent stays as it is until you send it again at the end."),
        "closed": _("This call is closed now. What you had sent before the deadline counts."),
        "gone": _("This application is not there any more: it was erased, or its time ended."),
        "unknown": _(
            "Nothing is kept under this secret: perhaps it was erased, or a word is not as you"
            " wrote it down."
        ),
        "withdrawn": _("It is withdrawn."),
        "extension": _("Please say what kept you from sending in time."),
        "clean": _("without where and when"),
        "evidence": _("kept as it is"),
        "too_many": _("There is no room for more files here."),
        "too_large": _("This file is larger than 300 MB."),
        "picture": _("%(name)s is not a photograph that this browser can read."),
        "canvas": _(
            "This browser does not let a page paint photographs, to protect you. Add it as"
            " evidence, as it is, or use the form without JavaScript, which cleans it for you."
        ),
        "no_line": _("We cannot be reached now. What you wrote is still here; please try again."),
        "not_whole": _("A file did not arrive, so it was not sent. Look at your files once more."),
        "door": _("The key of this call changed, and the new one could not be verified."),
        "refused": _("This did not arrive as it was sent. Please try again."),
        "broken": _("Something did not work. What you wrote is still here; please try again."),
        "file_name": _("what-i-wrote.txt"),
    }


def writing_words() -> dict[str, str]:
    """What is said while somebody writes, with a line or without."""

    def there(count: int) -> str:
        return ngettext(
            "%(count)s word of at the most %(most)s",
            "%(count)s words of at the most %(most)s",
            count,
        )

    def too_long(most: int) -> str:
        return ngettext(
            "There is room for %(count)s word here, and you wrote %(there)s.",
            "There is room for %(count)s words here, and you wrote %(there)s.",
            most,
        )

    return {
        **counted("words_there", there),
        **counted("too_long", too_long),
        "count": _("Question %(place)s of about %(of)s."),
        "skip": _("Skip"),
        "later": pgettext("answer", "Later"),
        "required": _("This has to be answered before it is sent. Choose “Later” to go on."),
        "most_chosen": _("Please choose %(most)s at the most."),
        "secret_words": _("There are twelve words; here are %(number)s."),
        "secret_unknown": _("Not in the list: word %(places)s. Is it spelled as you wrote it?"),
        "secret_order": _(
            "Each word is in the list, but together they do not match. Perhaps two changed places,"
            " or one was taken for another."
        ),
        "secret_digits": _("There are forty digits, in ten groups of four; here are %(number)s."),
        "secret_check": _(
            "The digits do not match their check. Perhaps one is wrong, or two changed places."
        ),
    }
