"""What every file says beside its text: cover line, notices, and the colophon, for all formats."""

import datetime
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.capacity.press.models.releases import Gate
from amparo.ground.vocabulary import queries as vocabulary

from .book import Book, Words
from .tree import bcp47, fit, interface_tag, labels


class Told(NamedTuple):
    """A notice as it stands in a file: `label` is ours, `urgent` an amendment of the text."""

    label: str
    words: Words
    urgent: bool


class Line(NamedTuple):
    """A line of the colophon. `code`: letters to compare or to type, from left to right."""

    term: str
    words: str
    code: bool = False
    url: str = ""


def title(book: Book) -> Words:
    """The title of the file: the book's, or its one chapter's."""
    told = book.chapters[0].title if book.only and book.chapters else book.title
    return Words(fit(told.words), told.language)


def date(day: datetime.date, labels_in: str) -> str:
    """A day, in words of the language of our labels."""
    tag = interface_tag(labels_in)
    try:  # in English as most of the world writes days: 22 November
        locale = Locale("en", "GB") if tag == "en" else Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en", "GB")
    return format_date(day, "long", locale=locale)


def edition(book: Book) -> str:
    """ "Edition 2 · 22 November 2026 · CC-BY-SA-4.0", in the language of the labels."""
    with labels(book) as labels_in:
        said = [_("Edition %(number)s") % {"number": book.edition}]
        if book.released:
            said.append(date(book.released, labels_in))
        else:
            said.append(_("Draft"))
    if book.licence:
        said.append(fit(book.licence))
    return " · ".join(said)


def notices(book: Book) -> list[Told]:
    """What a reader must know first: amendments before anything else, then what is missing."""
    with labels(book) as labels_in:
        found = []
        for notice in sorted(book.notices, key=lambda one: one.kind != "amendment"):
            urgent = notice.kind == "amendment"
            label = _("Urgent notice") if urgent else _("Note")
            if notice.at:
                label = f"{label} · {date(notice.at, labels_in)}"
            words = Words(fit(notice.words.words), notice.words.language)
            found.append(Told(label, words, urgent))
        for words_of_ours in _standing(book):
            found.append(Told(_("Note"), Words(words_of_ours, labels_in), False))
        return found


def stale_mark() -> str:
    """What stands before words whose original has changed, where no colour can say it."""
    return f"[{_('the original has changed')}] "


def _standing(book: Book) -> list[str]:
    told = book.colophon
    missing = told.segments - told.translated
    found = []
    if missing > 0 and book.language != book.source_language:
        found.append(
            ngettext(
                "%(missing)s of %(all)s paragraphs is not yet translated; it is in the original"
                " language.",
                "%(missing)s of %(all)s paragraphs are not yet translated; they are in the original"
                " language.",
                missing,
            )
            % {"missing": missing, "all": told.segments}
        )
    if told.stale:
        found.append(
            ngettext(
                "%(stale)s paragraph was changed in the original after it was translated. It is"
                " marked; what it says may be out of date.",
                "%(stale)s paragraphs were changed in the original after they were translated. They"
                " are marked; what they say may be out of date.",
                told.stale,
            )
            % {"stale": told.stale}
        )
    return found


def colophon(book: Book) -> list[Line]:
    """How a reader can know what this file is, whether it is current, and that it is whole."""
    told = book.colophon
    with labels(book):
        lines = [Line(_("Title"), title(book).words)]
        if book.only:
            lines.append(Line(_("Part of"), fit(book.title.words)))
        lines.append(Line(_("Published by"), fit(book.house)))
        lines.append(Line(_("Edition"), edition(book)))
        lines.append(Line(_("Language"), _language(book)))
        lines.append(Line(_("Read before release by"), fit(told.reviewer) or _("nobody by name")))
        if told.credits:
            lines.append(Line(_("Translated by"), fit(" · ".join(told.credits))))
        if book.licence:
            url = book.licence_url
            lines.append(Line(_("Licence"), fit(book.licence), url=url))
        for gate, reason in told.waived:
            label = str(Gate(gate).label) if gate in Gate.values else gate
            lines.append(
                Line(
                    _("Released although a check did not pass"),
                    _("%(check)s: %(reason)s") % {"check": label, "reason": fit(reason)},
                )
            )
        lines.append(Line(_("Hash of this edition"), told.tree_sha, code=True))
        if told.address:
            lines.append(
                Line(_("Is this file still current? Look here"), told.address, True, told.address)
            )
        elif told.code:
            lines.append(Line(_("Code of this file"), told.code, code=True))
        if told.key:
            lines.append(Line(_("Has nobody changed this file?"), _how_to_check()))
            lines.append(Line(_("Command"), f"minisign -Vm FILE -P {told.key}", code=True))
        return lines


def _language(book: Book) -> str:
    told = book.colophon
    name = vocabulary.own_name(book.language)
    if book.language == book.source_language:
        return _("%(language)s (%(tag)s), the original") % {
            "language": name,
            "tag": bcp47(book.language),
        }
    return _("%(language)s (%(tag)s): %(translated)s of %(all)s paragraphs translated") % {
        "language": name,
        "tag": bcp47(book.language),
        "translated": told.translated,
        "all": told.segments,
    }


def _how_to_check() -> str:
    return _(
        "Take its signature (the file of the same name ending in .minisig) from the same place,"
        " install the free program minisign, and run the command below with this file's name for"
        " FILE. It works without a network. The key must be the one the publisher shows you."
    )
