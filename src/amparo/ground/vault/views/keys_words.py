"""Sentences of the page of keys that hold a value, or that a program chooses by a code."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """By the key that the client asks for; `%(name)s` is filled there."""
    return {**_made(), **_done(), **_people(), **_refused()}


def _made() -> dict[str, str]:
    return {
        "sealing-phrase": _(
            "Sealing with your six words, so that guessing them is slow. This takes a few seconds."
        ),
        "phrase-differs": _(
            "Word %(place)s is not the one that was shown. Look again, or have them shown again."
        ),
        "touch-twice": _("Your device asks you now."),
        "passkey-failed": _(
            "This device could not make a passkey that seals, or it was stopped. Nothing "
            "is lost. Try again, or go on without: six words and paper are enough."
        ),
        "paper-differs": _(
            "Group %(place)s is not the one that was shown. Look at the paper there; if "
            "the paper is wrong, correct it."
        ),
        "paper-longer": _("There is something after the last group. Take it away and try again."),
        "keeping": _("Keeping what was sealed. Stay here a moment."),
        "made": _("Your keys are made, and the organisation's with them."),
        "way-phrase": _("Six words"),
        "way-passkey": _("Passkey"),
        "way-paper": _("Paper key"),
        "made-on": _("Made on %(day)s"),
    }


def _done() -> dict[str, str]:
    return {
        "opening": _("Opening."),
        "opening-phrase": _("Opening with your six words. This takes a few seconds."),
        "opened": _("Your keys are open."),
        "opened-paper": _(
            "The paper opened your keys. Whoever saw it can do the same: now replace the "
            "six words, add a passkey for this device, and replace the paper."
        ),
        "way-kept": _("It opens your keys from now on."),
        "way-removed": _("It is removed."),
        "drilled-on": _("Paper last tried on %(day)s"),
        "drill-done": _(
            "The paper opens your keys. Put it back where it was. We ask again in a year."
        ),
        "renewing": _("%(done)s of %(of)s"),
        "renewed": _("New keys are made. What is written from now on is sealed to them."),
        "renew-others": _(
            "Waiting for colleagues who hold them: %(count)s. Their devices make the new keys when"
            " they next open the desk. Until then what is written there is still sealed to the old"
            " keys, which somebody who left may have kept. Ask them to open it."
        ),
        "renew-nobody": _(
            "Held by nobody any more: %(count)s. Where it is a case, two keyholders can open it as"
            " an emergency, and make new keys."
        ),
        "door-help": _("Asking for help"),
        "door-help-who": _("For people who work on cases."),
        "door-safeguarding": _("A concern about our own people"),
        "door-safeguarding-who": _(
            "For people with the safeguarding role alone: it passes the programme's staff by."
        ),
        "door-open": _("Open; key made on %(day)s"),
        "door-shut": _("Closed: nobody can read it yet"),
        "door-reads": _("Read by %(names)s"),
        "door-kept": _("Kept. What comes in from now on is read by those you chose."),
        "partner-made": _("The key of your organisation is made."),
    }


def _people() -> dict[str, str]:
    return {
        "somebody": _("Somebody whose account is gone"),
        "you": _("%(name)s (you)"),
        "is-keyholder": _("Keyholder"),
        "is-outside": _("Outside the office"),
        "is-ended": _("Keys taken away"),
        "signed": _("Signed. Every device knows it from now on."),
        "proposed": _("Half is done. It waits for %(name)s, who finds it on this page."),
        "proposed-by": _("Begun by %(name)s"),
        "waits-for": _("Waits for %(name)s"),
        "withdrawn": _("It is withdrawn."),
        "revoked": _(
            "%(name)s can open nothing any more. Now renew what they could read, then "
            "strike them from the directory."
        ),
        "could-read": _(
            "Could have read: cases %(cases)s, doors %(doors)s; in an emergency, with "
            "another keyholder, %(emergency)s more keys"
        ),
    }


def _refused() -> dict[str, str]:
    return {
        "unreachable": _(
            "The server cannot be reached. What you made is still here: try again in a moment."
        ),
        "signed-out": _(
            "You are signed out. Sign in again in another window, then try again here."
        ),
        "refused": _(
            "The server refused this. Load the page again; if it stays, tell an administrator."
        ),
        "unforeseen": _(
            "Something went wrong that should not. Load the page again; if it stays, tell "
            "an administrator."
        ),
        "code-locked": _(
            "Your keys locked themselves after ten minutes without a touch. Nothing was "
            "kept of what was not finished: begin again."
        ),
        "code-open": _("That does not open your keys. Look at each sign and try again."),
        "code-suite": _(
            "What the server keeps is not what was sealed here. Tell another keyholder, "
            "on a line where you know each other's voice."
        ),
        "code-passkey": _(
            "The passkey was stopped, or cannot do this on this device. Try again, or "
            "open with the six words."
        ),
        "code-keyring": _("The server shows keys that are not yours. Stop, and tell a keyholder."),
        "code-directory": _(
            "The server shows another directory than the one your keys know. Stop, and "
            "tell a keyholder: somebody may stand between you."
        ),
        "code-stale": _("Somebody else's entry came first. Withdraw this one, and begin it again."),
        "code-pair": _(
            "Another keyholder must begin this, or the key was sealed anew meanwhile. "
            "Load the page again."
        ),
        "code-ended": _("Somebody among them has no keys here any more. Load the page again."),
        "code-grant": _("You do not hold the key to this. Ask a colleague who does."),
        "code-other": _(
            "Your device refused this: what it got does not fit together (%(code)s). Load "
            "the page again; if it stays, tell a keyholder."
        ),
    }
