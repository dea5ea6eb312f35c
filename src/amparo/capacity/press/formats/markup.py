"""Chapters as HTML in a file: what the one-file form, EPUB and ZIM have in common."""

from collections.abc import Callable
from functools import cached_property
from html import escape

from amparo.ground.texts.markdown import inline, nodes, pages
from amparo.ground.texts.markdown.building import Built
from amparo.ground.texts.markdown.nodes import Node

from . import tree
from .book import Book, Chapter, Picture, Words

MARK = (
    '<svg class="mark" viewBox="0 0 32 40" width="32" height="40" aria-hidden="true"'
    ' xmlns="http://www.w3.org/2000/svg">'
    '<path d="M4 38V16a12 12 0 0 1 24 0v22M11 38V17a5 5 0 0 1 10 0v21" fill="none"'
    ' stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>'
)


class Markup:
    """Writes the chapters of one book.

    `prefix` goes before every anchor of a chapter; `url` says where a chapter is (and an anchor in
    it, as it stands there, or ""); `picture` gives the address of an image. `shift` lowers
    headings, of which a chapter's highest are of the second level.
    """

    def __init__(
        self,
        book: Book,
        *,
        url: Callable[[str, str], str],
        picture: Callable[[Picture], str],
        prefix: Callable[[str], str] = lambda _slug: "",
        shift: int = 0,
        epub: bool = False,
    ) -> None:
        self.book = book
        self.url = url
        self.picture = picture
        self.prefix = prefix
        self.shift = shift
        self.epub = epub
        self.writer = pages.Writer(book.language, tree.direction)

    @cached_property
    def chapters(self) -> dict[str, Chapter]:
        """The chapters in this book by slug."""
        return {chapter.slug: chapter for chapter in self.book.chapters}

    @cached_property
    def anchors(self) -> dict[str, dict[str, int]]:
        """The anchors of each chapter."""
        found = {}
        for slug, chapter in self.chapters.items():
            made = tree.built(self.book, chapter)
            found[slug] = dict.fromkeys(nodes.anchors((*made.nodes, *made.notes.values())), 1)
        return found

    def place(self, chapter: Chapter) -> inline.Place:
        """What is known where a chapter is written."""

        def figure(address: str) -> inline.Figure | None:
            found = chapter.figures.get(address)
            if found is None:
                return None
            return inline.Figure(self.picture(found), len(found.content), shown=True)

        def link(address: str) -> str | None:
            slug, _mark, anchor = chapter.links.get(address, "").partition("#")
            if slug not in self.chapters:
                return None
            if anchor not in self.anchors[slug]:
                return self.url(slug, "")
            return self.url(slug, self._there(slug).id(anchor))

        return inline.Place(
            inline.Surroundings(figure=figure, link=link),
            pages=self.anchors[chapter.slug],
            file=True,
            epub=self.epub,
            prefix=self.prefix(chapter.slug),
            shift=self.shift,
            title="" if self.epub or self.book.only else tree.fit(chapter.title.words),
        )

    def _there(self, slug: str) -> inline.Place:
        return inline.Place(inline.Surroundings(), epub=self.epub, prefix=self.prefix(slug))

    def built(self, chapter: Chapter) -> Built:
        """The nodes of a chapter."""
        return tree.built(self.book, chapter)

    def whole(self, chapter: Chapter) -> str:
        """A chapter without its title: its blocks, then its footnotes with their ways back."""
        return self.writer.html(pages.one(self.built(chapter)), self.place(chapter))

    def write(self, some: list[Node], place: inline.Place) -> str:
        """Some nodes."""
        return nodes.write(some, place, language=self.book.language, direction=tree.direction)

    def tongue(self, language: str) -> str:
        """The attributes that say a language, where it is not the book's."""
        if language == self.book.language:
            return ""
        tag = escape(tree.bcp47(language))
        more = f' xml:lang="{tag}"' if self.epub else ""
        return f' lang="{tag}"{more} dir="{tree.direction(language)}"'

    def told(self, tag: str, words: Words, attributes: str = "") -> str:
        """Words in an element, in their own language."""
        said = escape(tree.fit(words.words))
        return f"<{tag}{attributes}{self.tongue(words.language)}>{said}</{tag}>"
