"""Files for readers in a real browser, on a phone's screen: the one-file form and EPUB's pages."""

import io
import zipfile

import pytest

from amparo.capacity.press import formats
from amparo.capacity.press.tests.writing import demo_book, make_book, only
from tests.journeys.looking import AXE, RULES, RUN

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
HOSTILE = "<script>document.title = 'taken'</script>"
# A page of an EPUB is a part of a book: the reading system gives it its landmarks.
OF_A_BOOK = ("landmark-one-main", "region")


@pytest.fixture
def phone(browser, request):
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=getattr(request, "param", "light"),
        bypass_csp=True,
    )
    asked = []
    context.on("request", lambda one: asked.append(one.url))
    page = context.new_page()
    yield page
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def _complaints(page, path):
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.add_script_tag(path=str(AXE))
    return page.evaluate(RUN, ["tag", RULES])


@pytest.mark.parametrize("phone", ["light", "dark"], indirect=True)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_one_file_form_is_for_everybody_and_fetches_nothing(phone, language, tmp_path):
    for name, book in (
        ("html", demo_book(language)),
        ("page", only(demo_book(language), "annexes-checklist")),
    ):
        path = tmp_path / f"{name}.html"
        path.write_bytes(formats.WRITERS[name](book))
        assert _complaints(phone, path) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_an_epub_is_for_everybody(phone, language, tmp_path):
    with zipfile.ZipFile(io.BytesIO(formats.WRITERS["epub"](demo_book(language)))) as held:
        held.extractall(tmp_path)
    pages = sorted(tmp_path.rglob("*.xhtml"))
    assert len(pages) > 10
    for path in pages:
        found = [one for one in _complaints(phone, path) if not one.startswith(OF_A_BOOK)]
        assert found == [], path.name


def test_what_a_text_says_never_runs(browser, tmp_path):
    path = tmp_path / "hostile.html"
    book = make_book(f"{HOSTILE}\n\n[x](javascript:document.title='taken')\n", house=HOSTILE)
    path.write_bytes(formats.WRITERS["html"](book))
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.title() == "A short handbook"
    assert page.evaluate("document.scripts.length") == 0
    assert HOSTILE in page.inner_text("main")
    context.close()
