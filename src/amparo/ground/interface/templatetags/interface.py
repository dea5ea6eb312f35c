"""Template tags every page may use."""

from typing import Any

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from amparo.ground.interface.middleware import WEIGHT_MARK
from amparo.ground.interface.models import Installation
from amparo.ground.interface.queries import installation as read_installation

register = template.Library()

# Interface languages that a native speaker has read whole; the others say that none has yet.
REVIEWED: frozenset[str] = frozenset({"en"})

# Drawn on a 24-unit square, stroked in the text's own colour.
ICONS = {
    "mark": "M4 23V11a8 8 0 0 1 16 0v12M9 23v-9a3 3 0 0 1 6 0v9",
    "search": "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12M14.5 14.5 21 21",
    "down": "M12 4v12M6 11l6 6 6-6M4 21h16",
}


@register.simple_tag(takes_context=True)
def installation(context: Context) -> Installation:
    """The installation's row, read once a request."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return read_installation()
    held = getattr(request, "installation", None)
    if held is None:
        held = read_installation()
        request.installation = held  # type: ignore[attr-defined]
    return held


@register.simple_tag(takes_context=True)
def tongues(context: Context) -> list[dict[str, Any]]:
    """The interface languages: tag, own name, and the address of this same page in each."""
    request: HttpRequest = context["request"]
    here = get_language() or settings.LANGUAGE_CODE
    path = request.path
    rest = path[len(here) + 1 :] if path.startswith(f"/{here}/") else "/"
    asked = request.META.get("QUERY_STRING", "") if request.method == "GET" else ""
    return [
        {
            "tag": bcp47(tag),
            "name": own_name(tag),
            "href": f"/{tag}{rest}" + (f"?{asked}" if asked else ""),
            "here": tag == here,
        }
        for tag, _ in settings.LANGUAGES
    ]


@register.filter
def bcp47(tag: str) -> str:
    """Django's `zh-hans` as browsers and screen readers want it: `zh-Hans`."""
    head, _, tail = tag.partition("-")
    if len(tail) == 4:
        return f"{head}-{tail.title()}"
    return f"{head}-{tail.upper()}" if tail else head


@register.filter
def own_name(tag: str) -> str:
    """A language's name in itself; the tag where CLDR has none."""
    if tag.lower() == "zh-hans":
        return "中文"
    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return tag
    return (name[:1].upper() + name[1:]) if name else tag


@register.filter
def direction(tag: str) -> str:
    """`rtl` or `ltr` for a language."""
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


register.filter("language_name", own_name)


@register.simple_tag
def review_notice() -> str:
    """What readers are told of this interface language's review; empty once a native reader has.

    The catalogue of each language answers for itself, with the sentence below.
    """
    tag = get_language() or settings.LANGUAGE_CODE
    if tag in REVIEWED:
        return ""
    return gettext("These words have not yet been read by a native speaker.")


@register.simple_tag
def routes() -> dict[str, str]:
    """The names of the pages that the frame leads to: it stands below their rooms, config above."""
    named: dict[str, str] = settings.AMPARO_ROUTES
    return named


@register.simple_tag
def page_weight() -> SafeString:
    """A mark that the last middleware replaces by what this page weighed."""
    return mark_safe(WEIGHT_MARK)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing, silent to screen readers; small also where the style sheet got lost."""
    return format_html(
        '<svg class="icon" width="18" height="18" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="2.4" aria-hidden="true"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def bar(value: float, total: float, label: str) -> SafeString:
    """A progress bar that reads in black and white; `label` says the same in words."""
    share = 0 if not total else max(0, min(100, round(100 * value / total)))
    return format_html(
        '<svg class="bar" width="288" height="8" role="img" aria-label="{}"><rect class="all"'
        ' fill="#ccc" width="100%" height="100%"/><rect width="{}%" height="100%"/></svg>',
        label,
        share,
    )


@register.simple_tag(takes_context=True)
def here(context: Context, *names: str) -> SafeString:
    """`aria-current` for a menu entry whose route (or room) is the one being shown."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match and (match.view_name in names or match.namespace in names):
        return mark_safe(' aria-current="page"')
    return mark_safe("")
