"""The pages every journey about reach goes to."""

from tests.visits import HANDBOOK, QUERIES


def public(language):
    """Pages for anybody, as paths."""
    start = f"/{language}/"
    return [
        start,
        f"{start}library/",
        f"{start}library/{HANDBOOK}/",
        f"{start}our-strategy/",
        f"{start}search/?q={QUERIES.get(language, QUERIES['en'])}",
        f"{start}sign-up/",
        f"{start}sign-in/",
        f"{start}recover/",
        f"{start}contact/",
        f"{start}take-action/",
        f"{start}about/",
        f"{start}how-we-protect-you/",
        f"{start}accessibility/",
        f"{start}there-is-no-such-page/",
    ]


def signed_in(language):
    """Pages of somebody's own."""
    start = f"/{language}/me/"
    return [
        start,
        f"{start}account/",
        f"{start}account/sessions/",
        f"{start}account/second-step/",
        f"{start}account/passphrase/",
        f"{start}data/",
        f"{start}delete/",
    ]


def staff(language):
    """Pages an administrator works on."""
    start = f"/{language}/desk/"
    return [
        start,
        f"{start}jobs/",
        f"{start}audit/",
        f"{start}people/",
        f"{start}organisation/",
        f"{start}words/",
        f"/{language}/interface/",
    ]


def first_chapter(page, language):
    """The path of the handbook's first chapter."""
    book = f"/{language}/library/{HANDBOOK}/"
    page.goto(book)
    links = page.locator(f"main a[href^='{book}']:not([href*='/files/'])")
    return links.first.evaluate("a => a.pathname")
