"""What a person asked for becomes clean values; nothing they type is an error."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from .queries import LAST_PAGE, LONGEST


@dataclass(frozen=True)
class Asked:
    """A question as it stands in the address: words, what to keep to, and the page (from 1)."""

    words: str = ""
    language: str = ""
    kind: str = ""
    theme: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """The question in an address; what cannot be one is left out."""
        texts = {name: given.get(name, "").replace("\0", "").strip() for name in _NAMES.values()}
        page = given.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        return cls(
            words=texts["q"][:LONGEST],
            language=texts["language"][:35],
            kind=texts["kind"][:40],
            theme=texts["theme"][:60],
            page=min(max(number, 1), LAST_PAGE),
        )

    @property
    def narrows(self) -> bool:
        """Whether it keeps to something."""
        return bool(self.language or self.kind or self.theme)

    def address(self, page: int) -> str:
        """The query of another page of the same question."""
        told = {
            name: value for field, name in _NAMES.items() if (value := str(getattr(self, field)))
        }
        return "?" + urlencode(told | ({"page": page} if page > 1 else {}))


_NAMES = {"words": "q", "language": "language", "kind": "kind", "theme": "theme"}
