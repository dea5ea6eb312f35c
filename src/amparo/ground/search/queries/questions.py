"""What a person typed becomes a question that cannot be wrong.

There is no query language: words, and phrases between quotation marks of any script. Nothing a
person types is an error.
"""

import re
from dataclasses import dataclass

from amparo.ground.search.models.words import fold, signs, terms, tongues

LONGEST = 400  # characters; the rest is not read
MOST_WORDS = 24  # slots; the rest is not read
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|『([^』]*)』')


@dataclass(frozen=True)
class Slot:
    """One thing that is asked for, in each form it may have in the index.

    `words` are forms of one word, `phrases` are forms of one phrase, `sign` is a single sign of a
    script without spaces.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    sign: str = ""


def asked(words: str, language: str | None) -> tuple[Slot, ...]:
    """The slots of a question, in the chosen language (primary subtag) or in all of them."""
    slots: list[Slot] = []
    rest = 0
    words = words[:LONGEST]
    for quoted in _QUOTED.finditer(words):
        slots += _plain(words[rest : quoted.start()], language)
        slots += _phrase(next(text for text in quoted.groups() if text is not None), language)
        rest = quoted.end()
    slots += _plain(words[rest:], language)
    return tuple(dict.fromkeys(slots))[:MOST_WORDS]


def _plain(text: str, language: str | None) -> list[Slot]:
    slots: list[Slot] = []
    for word in fold(text).split():
        forms = [terms(word, tongue) for tongue in tongues(word, language)]
        # Every tongue cuts a word at the same places; only the ends of the pieces differ.
        for piece in zip(*forms, strict=True):
            if signs(piece[0]) and len(piece[0]) == 1:
                slots.append(Slot(sign=piece[0]))
            else:
                slots.append(Slot(words=tuple(dict.fromkeys(piece))))
    return slots


def _phrase(text: str, language: str | None) -> list[Slot]:
    folded = fold(text)
    forms = {tuple(terms(folded, tongue)): None for tongue in tongues(folded, language)}
    shortest = min(map(len, forms))
    alone = any(signs(term) and len(term) == 1 for form in forms for term in form)
    if shortest < 2 or alone:
        return _plain(text, language)
    return [Slot(phrases=tuple(forms))]
