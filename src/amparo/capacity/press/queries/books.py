"""An edition in one language as a writer gets it: everything that goes into a file, and no row."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import unescapeAll

from amparo.capacity.press.formats.book import Book, Chapter, Colophon, Notice, Picture, Words
from amparo.capacity.press.formats.tree import interface_tag
from amparo.capacity.press.models import (
    Amendment,
    Edition,
    Finding,
    LanguageRelease,
    Stage,
    nearest,
)
from amparo.capacity.press.models import Chapter as ChapterRow
from amparo.ground.interface.queries import installation
from amparo.ground.texts import queries as texts
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.tree import Kind
from amparo.ground.texts.models import Severity
from amparo.ground.vocabulary import queries as vocabulary

from .builds import public_key
from .reading import part_name, stored_at

MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
# Formats in which no picture is seen: their books hold none, so that a new picture changes none.
WITHOUT_PICTURES = frozenset({"text", "slip", "audio", "braille"})
# Where an address may stand: behind a link's or an image's words, or in a link's definition.
ADDRESS = re.compile(
    r"\]\([ \t]*(?:<([^<>\n]*)>|([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*))"
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*<?([^\s<>]+)",
    re.MULTILINE,
)


def book(
    edition: Edition, language: str, *, released: bool, chapter: str = "", fmt: str = ""
) -> Book:
    """An edition in a language, or one chapter of it; about a dozen queries, whatever its length.

    `released` asks for the words readers get. A `chapter` that is not there gives a book without
    chapters. The colophon has no code and no address yet: they come from the hash of all this.
    """
    source = edition.publication.source_language
    rows = edition.chapters.order_by("order").select_related("text")
    wanted = list(rows.filter(slug=chapter) if chapter else rows)
    with translation.override(interface_tag(language)):
        title, title_tag = edition.title(language)
        summary, summary_tag = edition.summary(language)
        return Book(
            slug=edition.publication.slug,
            language=language,
            direction=str(vocabulary.direction(language)),
            source_language=source,
            title=Words(title or edition.publication.slug, title_tag or source),
            summary=Words(summary, summary_tag or source),
            house=str(installation().name),
            edition=edition.number or 0,
            released=edition.released_on,
            licence=edition.licence,
            licence_url=edition.licence_url,
            chapters=_chapters(
                edition,
                language,
                wanted,
                released=released,
                pictures=fmt not in WITHOUT_PICTURES,
            ),
            notices=tuple(_notices(edition, language, released=released)),
            colophon=_colophon(edition, language, wanted, released=released),
            only=chapter,
        )


def shown(
    rows: Iterable[ChapterRow], language: str, *, released: bool
) -> dict[int, dict[int, Shown]]:
    """The words of chapters in a language as readers see them, by text and position.

    Where a change of the source concerns safety, its corrected words stand instead of the old
    translation. Two queries, three when some words are stale.
    """
    own = {row.text_id: row.text for row in rows}
    ids = [pk for pk, text in own.items() if text.source_language != language]
    found: dict[int, dict[int, Shown]] = {}
    for pk, said in texts.said(ids, language, released=released).items():
        source = own[pk].source_language
        for position, one in said.items():
            if one.severity == Severity.SAFETY:
                corrected = texts.document(own[pk]).segments[position].text
                words = Shown(corrected, source, corrected=True)
            else:
                words = Shown(one.words, language, one.severity == Severity.MEANING)
            found.setdefault(pk, {})[position] = words
    return found


def _chapters(
    edition: Edition,
    language: str,
    rows: list[ChapterRow],
    *,
    released: bool,
    pictures: bool,
) -> tuple[Chapter, ...]:
    ids = [row.text_id for row in rows]
    said = shown(rows, language, released=released)
    titles = texts.titles(ids, language, released=released)
    summaries = texts.summaries(ids, language, released=released)
    places = _Places(edition, language, pictures=pictures)
    source = edition.publication.source_language
    made, part = [], ""
    for row in rows:
        words = said.get(row.text_id, {})
        content = bytes(row.text.source)
        title = titles.get(row.text_id)
        name, tag = part_name(edition, row.part, language)
        addresses = _addresses(content, words.values())
        made.append(
            Chapter(
                slug=row.slug,
                title=_corrected_title(row, words)
                or (Words(*title) if title else Words(*row.title(language, source))),
                source=content,
                said=words,
                summary=Words(*summaries[row.text_id]) if row.text_id in summaries else None,
                part=Words(name, tag) if row.part != part else None,
                figures=places.figures(row, addresses),
                links=places.links(row, addresses),
            )
        )
        part = row.part
    return tuple(made)


def _corrected_title(row: ChapterRow, words: Mapping[int, Shown]) -> Words | None:
    """A chapter's title in the original, where safety depends on it."""
    for at in (position for position, one in words.items() if one.corrected):
        if texts.document(row.text).segments[at].kind is Kind.TITLE:
            return Words(words[at].words, words[at].language)
    return None


class _Places:
    """What the relative addresses in an edition's chapters mean; two queries.

    An address is looked for from the language's own folder, then from the source language's.
    """

    def __init__(self, edition: Edition, language: str, *, pictures: bool) -> None:
        self.edition = edition
        self.slugs = dict(edition.chapters.values_list("path", "slug"))
        self.rows = {row.path: row for row in edition.figures.all()} if pictures else {}
        self.read: dict[str, Picture] = {}
        self.tops = [
            edition.folders.get(tag, tag)
            for tag in dict.fromkeys([language, edition.publication.source_language])
        ]

    def figures(self, row: ChapterRow, addresses: Iterable[str]) -> dict[str, Picture]:
        found = {}
        for address in addresses:
            for top in self.tops:
                path = posixpath.normpath(posixpath.join(top, row.part, unquote(address)))
                if path in self.rows:
                    found[address] = self._picture(path)
                    break
        return found

    def _picture(self, path: str) -> Picture:
        if path not in self.read:
            row = self.rows[path]
            with default_storage.open(stored_at(self.edition, row.name)) as file:
                self.read[path] = Picture(file.read(), MEDIA_TYPES[row.extension], row.name)
        return self.read[path]

    def links(self, row: ChapterRow, addresses: Iterable[str]) -> dict[str, str]:
        found = {}
        for address in addresses:
            path, mark, anchor = address.partition("#")
            slug = self.slugs.get(posixpath.normpath(posixpath.join(row.part, unquote(path))))
            if path and slug:
                found[address] = slug + (mark + unquote(anchor) if anchor else "")
        return found


def _addresses(source: bytes, said: Iterable[Shown]) -> list[str]:
    """Everything in a chapter that may be a relative address, as written and as it is read."""
    found: dict[str, None] = {}
    for words in (source.decode("utf-8", "replace"), *(one.words for one in said)):
        if "](" not in words and "]:" not in words:
            continue
        for places in ADDRESS.findall(words):
            written = "".join(places)
            if written and not written.startswith(("#", "http:", "https:", "mailto:")):
                found[written] = None
                found[normalizeLink(unescapeAll(written))] = None
    return sorted(found)


def _notices(edition: Edition, language: str, *, released: bool) -> Iterator[Notice]:
    amendment = Amendment.objects.filter(
        publication=edition.publication_id, lifted_at__isnull=True
    ).first()
    source = edition.publication.source_language
    if amendment:
        told: dict[str, str] = amendment.words
        tag = next(iter([*nearest(language, told), *nearest(source, told), *told]), "")
        if tag:
            yield Notice("amendment", Words(told[tag], tag), amendment.at.date())
    here = translation.get_language() or "en"
    origin = edition.origin(language)
    if origin:
        yield Notice("origin", Words(origin, language))
    elif language != source:
        words = _("This translation has not been marked as read by a native speaker.")
        yield Notice("origin", Words(words, here))
    if released and language != source and _is_behind(edition, language):
        words = _(
            "This translation follows an earlier edition. What has changed since then is marked, or"
            " stands in the original language."
        )
        yield Notice("behind", Words(words, here))


def _is_behind(edition: Edition, language: str) -> bool:
    return (
        edition.number != 1
        and not LanguageRelease.objects.filter(
            edition=edition, language=language, stage=Stage.RELEASED
        ).exists()
    )


def _colophon(
    edition: Edition, language: str, rows: list[ChapterRow], *, released: bool
) -> Colophon:
    standings = texts.standings([row.text_id for row in rows], [language], released=released)
    release = LanguageRelease.objects.filter(edition=edition, language=language).first()
    waived: Mapping[tuple[str, str], Any] = {}
    if release:
        findings = Finding.objects.filter(release=release).exclude(waived="").order_by("gate", "pk")
        waived = dict.fromkeys(findings.values_list("gate", "waived"))
    key = public_key()
    project = texts.project_of(f"press.publication:{edition.publication_id}")
    return Colophon(
        segments=sum(one.total for one in standings.values()),
        translated=sum(one.translated for one in standings.values()),
        stale=sum(one.stale - one.safety for one in standings.values()),
        tree_sha=edition.tree_sha,
        code="",
        address="",
        key=key.line if key else "",
        reviewer=release.reviewer if release else "",
        credits=tuple(one.name for one in texts.credits(project, language)) if project else (),
        waived=tuple(waived),
    )
