"""The pages every journey about reach goes to."""

from tests.visits import HANDBOOK, QUERIES

CALL, READING, PAST = "advocacy-next", "advocacy-spring", "advocacy-autumn"
COMPANY = "when-a-company-is-involved"


def public(language):
    """Pages for anybody, as paths."""
    start = f"/{language}/"
    return [
        start,
        f"{start}library/",
        f"{start}library/{HANDBOOK}/",
        f"{start}library/{HANDBOOK}/files/",
        f"{start}library/files/",
        f"{start}library/files/key/",
        f"{start}our-strategy/",
        f"{start}search/?q={QUERIES.get(language, QUERIES['en'])}",
        f"{start}sign-up/",
        f"{start}sign-in/",
        f"{start}recover/",
        f"{start}contact/",
        f"{start}contact/ask/",
        f"{start}contact/ask/sealed/",
        f"{start}contact/again/",
        f"{start}contact/concern/",
        f"{start}take-action/",
        f"{start}fellowships/",
        f"{start}fellowships/{CALL}/",
        f"{start}fellowships/{CALL}/apply/",
        f"{start}fellowships/{CALL}/apply/sealed/",
        f"{start}fellowships/{CALL}/offline/",
        f"{start}fellowships/{CALL}/upload/",
        f"{start}fellowships/again/",
        f"{start}fellowships/reference/",
        f"{start}fellowships/{PAST}/report/",
        f"{start}fellowships/fellows/",
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
        f"{start}forms/",
        f"{start}forms/help/",
        f"{start}forms/help/1/preview/",
        f"/{language}/interface/",
    ]


def translating(page, language):
    """Pages of the translation desk, into Arabic: of the first project, and of its first words."""
    start = f"/{language}/translate/"
    page.goto(start)
    project = page.locator(f"main h2 a[href^='{start}']").first.evaluate("a => a.pathname")
    page.goto(f"{project}ar/")
    words = page.locator("main a[href*='/words/']").first.evaluate("a => a.pathname")
    return [
        start,
        project,
        f"{project}ar/",
        f"{project}open/",
        words,
        f"{project}ar/next/?show=unreviewed",
        f"{start}glossary/",
        f"{start}glossary/add/",
        f"{start}glossary/import/",
    ]


def editing(language):
    """Pages on which publications are written, brought, reviewed and released."""
    start = f"/{language}/library/desk/"
    book = f"{start}{COMPANY}/"
    return [
        start,
        f"{start}new/",
        f"/{language}/library/files/counts/",
        book,
        f"{book}words/",
        f"{book}bring/",
        f"{book}figures/",
        f"{book}notice/",
        f"{book}2/release/",
        f"{start}{HANDBOOK}/2/release/",
        f"{book}chapters/",
        f"{book}chapters/who-decides/",
        f"{book}chapters/who-decides/before/?number=2",
    ]


def calling(language):
    """Pages on which calls for a fellowship are made and kept."""
    start = f"/{language}/desk/calls/"
    paths = ["", "new/", f"{CALL}/", f"{READING}/", f"{PAST}/"]
    return [start + path for path in paths]


def first_chapter(page, language):
    """The path of the handbook's first chapter."""
    book = f"/{language}/library/{HANDBOOK}/"
    page.goto(book)
    links = page.locator(f"main a[href^='{book}']:not([href*='/files/'])")
    return links.first.evaluate("a => a.pathname")
