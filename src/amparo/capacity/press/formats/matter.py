"""What stands before and after the chapters: cover, notices, contents, colophon."""

import datetime

from django.utils.translation import gettext as _

from amparo.ground.vocabulary import queries as vocabulary

from . import words as told
from .book import Book
from .running import string, words
from .typeset import Typesetter
from .typography import number


class Matter:
    """Writes what a book says of itself. Used inside `tree.labels(book)`."""

    def __init__(self, book: Book, setter: Typesetter, zero: int) -> None:
        self.book = book
        self.setter = setter
        self.zero = zero

    def date(self, day: datetime.date) -> str:
        """A day, in words of the language of our labels and the book's own digits."""
        return number(told.date(day, self.setter.labels_in), self.zero)

    def edition(self) -> str:
        """ "Edition 2 · 22 November 2026"; a draft says that it is one."""
        said = _("Edition %(number)s") % {"number": number(self.book.edition, self.zero)}
        day = self.date(self.book.released) if self.book.released else _("Draft")
        return f"{said} · {day}"

    def urgent(self) -> str:
        """One line for the head of every page, "" without an amendment."""
        days = [notice.at for notice in self.book.notices if notice.kind == "amendment"]
        if not days:
            return ""
        if days[0] is None:
            return self.setter.ours(_("Urgent notice: read the first pages before anything else."))
        said = _("Urgent notice of %(date)s: read the first pages before anything else.")
        return self.setter.ours(said % {"date": self.date(days[0])})

    def cover(self) -> str:
        book, ours, run = self.book, self.setter.ours, self.setter.run
        name = vocabulary.own_name(book.language)
        urgent = self.urgent()
        return (
            f"#cover([{run(book.title.words, book.title.language)}], [],"
            f" [{run(name, book.language)} #linebreak(); {ours(self.edition())}],"
            f" {f'[{urgent}]' if urgent else 'none'})\n"
        )

    def front(self) -> str:
        book, ours, run = self.book, self.setter.ours, self.setter.run
        said = [words(book.house), ours(self.edition()), self._licence()]
        facts = " #linebreak(); ".join(line for line in said if line)
        return (
            f"#front-page([{run(book.title.words, book.title.language)}],"
            f" [{run(book.summary.words, book.summary.language)}], [{facts}],"
            f" [{self.notices()}{self._legend()}])\n"
        )

    def notices(self, *, urgent_only: bool = False) -> str:
        """What a reader must know first, each in a box; what is urgent before all else."""
        boxes = []
        for notice in told.notices(self.book):
            if urgent_only and not notice.urgent:
                continue
            kind = "amendment" if notice.urgent else "note"
            said = self.setter.run(notice.words.words, notice.words.language)
            boxes.append(f'#notice-box("{kind}", [{self.setter.ours(notice.label)}], [{said}])')
        return "\n".join(boxes)

    def _legend(self) -> str:
        """What a black frame instead of a translation means, where there is one."""
        shown = (said for chapter in self.book.chapters for said in chapter.said.values())
        if not any(said.corrected for said in shown):
            return ""
        label = self.setter.ours(_("Marks in the text"))
        said = self.setter.ours(
            _(
                "Where safety depends on a change, the corrected original stands in a black frame"
                " instead of the translation."
            )
        )
        return f'\n#notice-box("note", [{label}], [{said}])'

    def contents(self, depth: int) -> str:
        return f"#contents([{self.setter.ours(_('Contents'))}], {depth})\n"

    def _licence(self) -> str:
        said = words(self.book.licence)
        if said and self.book.licence_url:
            return f"#link({string(self.book.licence_url)})[{said}];"
        return said

    def colophon(self) -> str:
        pairs = "".join(
            f"([{self.setter.ours(line.term)}], [{self._said(line)}]),\n"
            for line in told.colophon(self.book)
        )
        label = self.setter.ours(_("About this file"))
        return f"#colophon([{label}], [#facts({pairs})])\n"

    def foot(self) -> str:
        """The colophon of a small sheet: enough to know what it is and whether it is current."""
        colophon = self.book.colophon
        read = colophon.reviewer or _("nobody by name")
        lines = [
            self.setter.ours(f"{self.book.house} · {self.edition()} · ") + self._licence(),
            self.setter.ours(f"{_('Read before release by')}: {read}"),
        ]
        if colophon.address:
            asked = self.setter.ours(f"{_('Is this file still current? Look here')}: ")
            lines.append(asked + _web(colophon.address))
        elif colophon.code:
            lines.append(f"{self.setter.ours(_('Code of this file') + ': ')}{_code(colophon.code)}")
        return f"#sheet-foot[{' #parbreak(); '.join(lines)}]\n"

    def _said(self, line: told.Line) -> str:
        if line.url:
            return _web(line.url) if line.code else f"{words(line.words + ' ')}{_web(line.url)}"
        if not line.code:
            return self.setter.ours(number(line.words, self.zero))
        if " " in line.words:  # a command: its last word, a key, must not be broken
            first, _space, last = line.words.rpartition(" ")
            return f"{_code(first)} #linebreak(); #fitted({string(last)});"
        return f"#fitted({string(line.words)});"


def _web(address: str) -> str:
    return f"#link({string(address)})[#text(dir: ltr, {string(address)})];"


def _code(code: str) -> str:
    return f"#raw({string(code)});"
