"""What the desk's pages say of languages and of how far they are."""

from django import template
from django.utils.translation import get_language

from amparo.ground.texts.queries import DeskStanding
from amparo.ground.vocabulary import queries as vocabulary

register = template.Library()


@register.filter
def own(tag: str) -> str:
    """A language's name in itself."""
    return vocabulary.own_name(tag)


@register.filter
def named(tag: str) -> str:
    """A language's name in the page's language."""
    return vocabulary.language_name(tag, get_language() or "en")


@register.filter
def runs(tag: str) -> str:
    """`rtl` or `ltr`, as our own list of languages has it."""
    return str(vocabulary.direction(tag))


@register.filter
def fresh(standing: DeskStanding) -> int:
    """Segments whose words say what the source says now."""
    return standing.translated - standing.stale


@register.filter
def country(code: str) -> str:
    """A country's name in the page's language."""
    return vocabulary.country_name(code, get_language() or "en")
