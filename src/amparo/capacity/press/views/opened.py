"""A publication opened by a reader: which edition, in which language, and how links keep both."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override

from amparo.capacity.press import queries
from amparo.capacity.press.models import Edition, EditionLanguage
from amparo.ground.identity.queries import reader
from amparo.ground.vocabulary import queries as vocabulary


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition in somebody's hands. `suffix` is the query that every link into it carries."""

    edition: Edition
    language: str
    default: str
    number: int | None
    here: str

    @property
    def slug(self) -> str:
        return self.edition.publication.slug

    @property
    def direction(self) -> str:
        return str(vocabulary.direction(self.language))

    @property
    def suffix(self) -> str:
        return self.suffix_for(self.language)

    def suffix_for(self, language: str) -> str:
        """The query that shows `language`: none where readers get that language anyhow."""
        asking: dict[str, Any] = {}
        if language != self.default:
            asking["in"] = language
        if self.number is not None:
            asking["edition"] = self.number
        return f"?{urlencode(asking)}" if asking else ""

    def url(self, name: str, *words: object, language: str = "") -> str:
        """An address in this publication, in the language being read or another."""
        return self.file_url(name, *words) + self.suffix_for(language or self.language)

    def file_url(self, name: str, *words: object) -> str:
        """An address in this publication without a query.

        While a text is written its language is the active one; addresses stay in the page's own.
        """
        with override(self.here):
            return reverse(f"press:{name}", args=[self.slug, *words])

    @property
    def wanted(self) -> str:
        """The language in which to say what the publication is: the page's own, unless the reader

        has asked for another."""
        return self.here if self.language == self.default else self.language

    @property
    def standing(self) -> EditionLanguage | None:
        """How far the language being read has come."""
        rows = self.edition.languages.all()
        return next((row for row in rows if row.language == self.language), None)

    @property
    def is_source(self) -> bool:
        return self.language == self.edition.publication.source_language


def opened(request: HttpRequest, slug: str) -> Opened:
    """The publication at this address as this reader gets it; Http404 if there is none for them."""
    number = request.GET.get("edition", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else None
    edition = queries.edition(reader(request), slug, wanted)
    if edition is None:
        raise Http404
    here = get_language() or "en"
    asked = request.GET.get("in", "")[:35]
    return Opened(
        edition=edition,
        language=queries.reading_language(edition, here, asked),
        default=queries.reading_language(edition, here),
        number=wanted,
        here=here,
    )
