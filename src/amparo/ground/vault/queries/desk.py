"""Words that every desk says which opens what is sealed: its keys, its lock, its refusals.

`%(name)s` is filled by the program. Where a number decides the form, `counted` gives every form
that the reader's language has, as `key.one`, `key.few`, `key.other`.
"""

from collections.abc import Callable

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SAMPLES = range(201)  # numbers among which every form of every language of ours occurs


def counted(key: str, said: Callable[[int], str]) -> dict[str, str]:
    """A sentence in each form by which the language counts, as `key.<CLDR's name of the form>`."""
    plural = Locale.parse(get_language() or "en", sep="-").plural_form
    forms = {str(plural(number)): number for number in reversed(SAMPLES)}
    return {f"{key}.{form}": said(number) for form, number in forms.items()}


def desk_words() -> dict[str, str]:
    """Everything that a desk of any room says, by key, in the reader's language."""
    return {
        "unlock": _("Open your keys"),
        "opening": _("Opening what is sealed: %(done)s of %(total)s"),
        "locked": _("Locked. Nothing that was opened is left on this page."),
        "locked.idle": _(
            "Locked after ten quiet minutes. What you were writing is kept, "
            "sealed, until you close this page."
        ),
        "any": _("Any"),
        "choose": _("Choose"),
        "nobody": _("Nobody"),
        "not_known": _("Not known"),
        "me": _("%(name)s (me)"),
        "yes": _("Yes"),
        "no": _("No"),
        "late": _("late"),
        "size.kb": _("%(size)s kB"),
        "size.mb": _("%(size)s MB"),
        "file.evidence": _("kept as evidence"),
        **_refused(),
    }


def _refused() -> dict[str, str]:
    """Why something sealed was not taken, by the code of `VaultError`."""
    altered = _(
        "This does not say what its row says: it was changed, swapped or rolled back. "
        "It is not shown."
    )
    signature = _("This is not signed by whom it names. It is not shown.")
    return {
        "refused.missing": _("The server did not give this out."),
        "refused.grant": _("You hold no key to this."),
        "refused.locked": _("Your keys are locked. Open them and try again: nothing was lost."),
        "refused.open": _(
            "This cannot be opened with your keys: it is broken, or sealed to others."
        ),
        "refused.frame": _("This is broken and cannot be opened."),
        "refused.canonical": altered,
        "refused.suite": altered,
        "refused.org": altered,
        "refused.scope": altered,
        "refused.item": altered,
        "refused.version": altered,
        "refused.epoch": altered,
        "refused.kind": altered,
        "refused.rollback": _("The server gave an older version than before. It is not shown."),
        "refused.unsigned": signature,
        "refused.author": signature,
        "refused.signature": signature,
        "refused.directory": _(
            "The directory of people is not the one your keys know. "
            "Work on nothing, and call a keyholder."
        ),
        "refused.retired": _("The keys of this were changed. Reload the page and try again."),
        "refused.ended": _("This colleague's keys have ended. Choose somebody else."),
        "refused.passkey": _("The passkey did not answer. Try again, or use your phrase or paper."),
        "refused.keyring": _("These are not the keys of this account."),
        "refused.failed": _("Something broke while sealing. Nothing was sent; try again."),
        "refused.unlock_phrase": _("This is not your phrase. Look at each word and try again."),
        "refused.unlock_paper": _("This is not your paper key. Look at each group and try again."),
        "refused.unlock_passkey": _(
            "This passkey does not open your keys. Try again, or use your phrase or paper."
        ),
        "problem.offline": _(
            "The server cannot be reached. What you wrote is still here: try again."
        ),
        "problem.signed_out": _(
            "You are signed out. Sign in in another tab, then try again: "
            "what you wrote is still here."
        ),
        "problem.server": _(
            "The server did not take it (%(status)s). What you wrote is still here: try again."
        ),
        "problem.too_large": _("This is too large."),
        "problem.page": _("Something on this page broke. What you wrote is still here: try again."),
    }
