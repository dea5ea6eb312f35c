"""Every screen of applying fits into the first flight of a connection, with its style."""

from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from amparo.capacity import press
from amparo.capacity.fellowships.actions import standard
from amparo.ground.vocabulary import actions as vocabulary
from tests.visits import LIMIT

from .applicants import AGAIN, VOUCH, at, carried, come_back, path_of, shown, words
from .factories import make_call, office

pytestmark = pytest.mark.django_db
BOOK = Path(press.__file__).parent / "demo_world" / "a-protection-plan-together"
LONG = ("work", "change", "advocacy", "after")


def prose(tag):
    """Four answers of 200 words each, as people write."""
    places = {"en": BOOK / "en", "ar": BOOK.parent / "when-a-company-is-involved" / "ar"}
    said = " ".join(one.read_text() for one in sorted(places[tag].glob("0*.md"))).split()
    return {key: " ".join(said[n * 200 : n * 200 + 200]) for n, key in enumerate(LONG)}


def style():
    found = finders.find("interface/amparo.css")
    return len(brotli.compress(Path(str(found)).read_bytes(), quality=11))


def weight(page):
    """As it goes over the line: a page with a secret is not compressed."""
    content = page.content
    bare = "no-transform" in page["Cache-Control"]
    return style() + len(content if bare else brotli.compress(content, quality=5))


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_every_screen_of_the_standard_form_is_light(client, tag):
    vocabulary.load()
    standard.have_forms()
    call = make_call(office(), blind=["work"], reads={"en": "People of our office. " * 9})
    path = path_of(call).replace("/en/", f"/{tag}/")
    pages = {"first": client.get(path), "secret": client.post(path, {"go": "begin"})}
    secret = shown(pages["secret"])
    sent = carried(pages["secret"]) | {"go": "typed", "typed": " ".join(secret.groups())}
    page = client.post(path, sent)
    for _screen in range(40):
        draft = at(page)
        pages[draft.at] = page
        if draft.at == "check":
            break
        said = prose(tag).get(draft.at)
        fields = {"go": "next", "answer": said} if said else {"go": "skip"}
        page = client.post(path, carried(page) | fields)
        assert page.status_code == 200, words(page)
    for name, address in {"again": AGAIN, "vouch": VOUCH}.items():
        pages[name] = client.get(address.replace("/en/", f"/{tag}/"))
    pages["home"] = come_back(client, secret, AGAIN.replace("/en/", f"/{tag}/"))
    assert len(pages) > 20
    heavy = {name: weight(page) for name, page in pages.items() if weight(page) >= LIMIT}
    assert heavy == {}
