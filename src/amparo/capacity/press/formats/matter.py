"""What stands before and after the chapters: cover, notices, contents, colophon."""

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vocabulary import queries as vocabulary

from . import tree
from .book import Book, Notice
from .running import string, words
from .typeset import Typesetter
from .typography import number


class Matter:
    """Writes what a book says of itself. Used inside `tree.labels(book)`."""

    def __init__(self, book: Book, setter: Typesetter, zero: int) -> None:
        self.book = book
        self.setter = setter
        self.zero = zero

    def date(self, day: object) -> str:
        """A day, in words of the language of our labels."""
        tag = tree.interface_tag(self.setter.labels_in)
        try:  # in English as most of the world writes days: 22 November
            locale = Locale("en", "GB") if tag == "en" else Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            locale = Locale("en", "GB")
        return number(format_date(day, "long", locale=locale), self.zero)  # type: ignore[arg-type]

    def edition(self) -> str:
        """ "Edition 2, 22 November 2026"."""
        told = _("Edition %(number)s") % {"number": number(self.book.edition, self.zero)}
        return f"{told}, {self.date(self.book.released)}" if self.book.released else told

    def urgent(self) -> str:
        """One line for the head of every page, "" without an amendment."""
        days = [notice.at for notice in self.book.notices if notice.kind == "amendment"]
        if not days:
            return ""
        if days[0] is None:
            return self.setter.ours(_("Urgent notice: read the first pages before anything else."))
        told = _("Urgent notice of %(date)s: read the first pages before anything else.")
        return self.setter.ours(told % {"date": self.date(days[0])})

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
        told = [words(book.house), ours(self.edition()), self._licence()]
        facts = " #linebreak(); ".join(line for line in told if line)
        notices = "\n".join(map(self.notice, book.notices)) + self._legend()
        return (
            f"#front-page([{run(book.title.words, book.title.language)}],"
            f" [{run(book.summary.words, book.summary.language)}], [{facts}], [{notices}])\n"
        )

    def notice(self, notice: Notice) -> str:
        """What a reader must know first."""
        labels = {
            "amendment": _("Urgent notice"),
            "origin": _("How this text came about"),
            "behind": _("The original has changed"),
        }
        told = labels.get(notice.kind, _("Please note"))
        if notice.at:
            told = f"{told}, {self.date(notice.at)}"
        said = self.setter.run(notice.words.words, notice.words.language)
        return f"#notice-box({string(notice.kind)}, [{self.setter.ours(told)}], [{said}])"

    def _legend(self) -> str:
        """What the marks of stale and corrected words mean, where there are any."""
        shown = [said for chapter in self.book.chapters for said in chapter.said.values()]
        lines = []
        if any(said.stale and not said.corrected for said in shown):
            told = _("The original of these words has changed since they were translated.")
            lines.append(f"#stale-run[{self.setter.ours(told)}];")
        if any(said.corrected for said in shown):
            told = _(
                "Where safety depends on a change, the corrected original stands in a black frame"
                " instead of the translation."
            )
            lines.append(self.setter.ours(told))
        if not lines:
            return ""
        label = self.setter.ours(_("Marks in the text"))
        return f'\n#notice-box("marks", [{label}], [{" #parbreak(); ".join(lines)}])'

    def contents(self, depth: int) -> str:
        return f"#contents([{self.setter.ours(_('Contents'))}], {depth})\n"

    def _licence(self) -> str:
        said = words(self.book.licence)
        if said and self.book.licence_url:
            return f"#link({string(self.book.licence_url)})[{said}];"
        return said

    def colophon(self) -> str:
        pairs = ",\n".join(f"([{self.setter.ours(name)}], [{said}])" for name, said in self.facts())
        label = self.setter.ours(_("About this file"))
        return f"#colophon([{label}], [#facts({pairs},)])\n"

    def foot(self) -> str:
        """The colophon of a small sheet: enough to know what it is and whether it is current."""
        said = dict(self.facts())
        lines = [self.setter.ours(f"{self.book.house}. {self.edition()}.") + " " + self._licence()]
        lines += [said[name] for name in (_("Read by"), _("Is it still current?")) if name in said]
        return f"#sheet-foot[{' #parbreak(); '.join(lines)}]\n"

    def facts(self) -> Iterator[tuple[str, str]]:
        """What the colophon says, line by line: a label and content in markup."""
        book, end, ours = self.book, self.book.colophon, self.setter.ours
        translated = book.language != book.source_language
        title = self.setter.run(book.title.words, book.title.language)
        yield _("Title"), f"{title} #linebreak(); {ours(self.edition())}"
        yield _("Published by"), words(book.house)
        yield _("Language"), " ".join(self._language(translated=translated))
        yield _("Read by"), ours(self._reader(translated=translated))
        if end.credits:
            yield _("Translated by"), words(", ".join(end.credits))
        if end.waived:
            lines = [words(f"{gate}: {reason}") for gate, reason in end.waived]
            yield _("Released all the same, although"), " #linebreak(); ".join(lines)
        if book.licence:
            link = f" {self._web(book.licence_url)}" if book.licence_url else ""
            yield _("Licence"), words(book.licence) + link
        if end.address or end.code:
            yield _("Is it still current?"), self._current()
        if end.tree_sha:
            yield _("Fingerprint of this edition"), f"#raw({string(_grouped(end.tree_sha))});"
        if end.key:
            yield _("Is it genuine?"), self._genuine()
        yield (
            _("Set in"),
            words("Source Serif 4, Noto Sans, Noto Sans Mono, Noto Sans Symbols 2, Amiri,")
            + words(" Noto Sans SC (SIL Open Font License 1.1)"),
        )

    def _language(self, *, translated: bool) -> Iterator[str]:
        book, end = self.book, self.book.colophon
        own = self.setter.run(vocabulary.own_name(book.language), book.language)
        if not translated:
            yield own + words(".")
            yield self.setter.ours(_("This is the original."))
            return
        of = vocabulary.language_name(book.source_language, self.setter.labels_in)
        yield own + words(".")
        yield self.setter.ours(_("Translated from: %(language)s.") % {"language": of})
        told = _("%(translated)s of %(all)s passages are translated.") % {
            "translated": number(end.translated, self.zero),
            "all": number(end.segments, self.zero),
        }
        yield self.setter.ours(told)
        if end.stale:
            told = ngettext(
                "%(stale)s of them has changed in the original since.",
                "%(stale)s of them have changed in the original since.",
                end.stale,
            ) % {"stale": number(end.stale, self.zero)}
            yield self.setter.ours(told)

    def _reader(self, *, translated: bool) -> str:
        name = self.book.colophon.reviewer
        if name:
            return _("%(name)s read this text before it was released.") % {"name": name}
        if translated:
            return _("Nobody has been named who read this translation before it was released.")
        return _("Nobody has been named who read this text before it was released.")

    def _web(self, address: str) -> str:
        return f"#link({string(address)})[#text(dir: ltr, {string(address)})];"

    def _current(self) -> str:
        end = self.book.colophon
        code = f"#raw({string(end.code)});"
        if end.address:
            told = self.setter.ours(_("This page says whether there is a newer one:"))
            return f"{told} {self._web(end.address)}"
        told = self.setter.ours(_("Ask for a newer one with this code:"))
        return f"{told} {code}"

    def _genuine(self) -> str:
        told = _(
            "Beside this file we give a small one whose name ends in .minisig. Keep both in one"
            " folder and let the program minisign compare them, without a network:"
        )
        command = f"minisign -Vm {self.book.slug}.pdf -P {self.book.colophon.key}"
        return f"{self.setter.ours(told)} #linebreak(); #raw({string(command)});"


def _grouped(sha: str) -> str:
    return " ".join(sha[at : at + 8] for at in range(0, len(sha), 8))
