"""The words of the interface: found in the sources, held against the catalogues.

`python -m tests.catalogues` brings every .po file up to date with the sources: new words are added
untranslated, words nobody uses any more are dropped, what is translated stays.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

CLONE = Path(__file__).resolve().parents[1]
SOURCE = CLONE / "src" / "amparo"
KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "_n": (1, 2),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def _extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """A template's words: Django turns the template into something like Python, line by line."""
    pythonic = templatize(file.read().decode("utf-8"))
    # Indentation means something to Python's tokenizer and nothing in a template.
    flat = "\n".join(line.strip() for line in pythonic.splitlines())
    yield from extract_python(io.BytesIO(flat.encode()), keywords, comment_tags, options)


def _extract_form(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """A form's words: what its file tags with `!_`."""
    nodes = [yaml.compose(file, yaml.SafeLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            nodes += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif node is not None and node.tag == "!_":
            yield node.start_mark.line + 1, "gettext", " ".join(node.value.split()), []


METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", _extract_template),
    ("**/templates/**.txt", _extract_template),
    ("**/data/*.yaml", _extract_form),
]


def languages() -> list[str]:
    """The interface languages as Django names them; English is the source of all others."""
    return [tag for tag, _ in settings.LANGUAGES]


def file_of(language: str) -> Path:
    """Where a language's catalogue lies: zh-hans under zh_Hans."""
    head, _, tail = language.partition("-")
    folder = (
        f"{head}_{tail.title()}" if len(tail) == 4 else (f"{head}_{tail.upper()}" if tail else head)
    )
    return Path(settings.LOCALE_PATHS[0]) / folder / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Every word of the sources that a reader may see."""
    catalogue = Catalog(charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(
        SOURCE,
        METHODS,
        {"**": {"encoding": "utf-8"}},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    ):
        catalogue.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """A language's catalogue, empty where there is no file yet."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=path.parents[1].name)
    with path.open("rb") as words:
        return read_po(words, locale=path.parents[1].name)


def key(message: Message) -> tuple[Any, str | None]:
    """What makes two messages the same: words and context."""
    words = message.id if isinstance(message.id, str) else tuple(message.id)
    return words, message.context


def messages(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalogue if message.id)


def is_whole(message: Message) -> bool:
    """Whether every form of it is translated."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(forms) and all(forms)


def refresh() -> None:
    """Write every catalogue anew from the sources, keeping what is translated."""
    words = extracted()
    for language in languages():
        if language == settings.LANGUAGE_CODE:
            continue
        path = file_of(language)
        catalogue = read(language)
        catalogue.update(words, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(
                out, catalogue, width=100, sort_output=True, ignore_obsolete=True, no_location=True
            )
        missing = sum(1 for message in messages(catalogue) if not is_whole(message))
        print(f"{language}: {len(list(messages(catalogue)))} words, {missing} untranslated")


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    django.setup()
    sys.exit(refresh())
