"""Pages anybody may open."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from amparo.direction.strategy import actions as strategy
from amparo.direction.strategy.models import Framework
from amparo.front.views import server_error
from amparo.ground.vocabulary import actions as vocabulary
from amparo.protection.cases.queries import places

TAGS = ["en", "fr", "es", "ar", "ru", "zh-hans", "pt"]
PUBLIC = [
    "", "contact/", "take-action/", "about/", "how-we-protect-you/", "accessibility/", "goodbye/",
]  # fmt: skip


@pytest.fixture
def words(db):
    vocabulary.load()
    strategy.load()


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_visitor_reads_without_a_cookie(words, client, tag, path):
    answer = client.get(f"/{tag}/{path}")
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_names_anything_from_elsewhere_to_load(words, client, path):
    page = client.get(f"/en/{path}").content.decode()
    loaded = re.findall(r'(?:src|action)="([^"]+)"|<link[^>]+href="([^"]+)"', page)
    assert not [a or b for a, b in loaded if urlsplit(a or b).scheme in {"http", "https"}]
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/", "/en/our-strategy/", *(f"/en/{path}" for path in PUBLIC)])
def test_asked_for_its_head_a_page_answers_as_it_does_whole(words, client, path):
    assert client.head(path).status_code == client.get(path).status_code


def test_the_licences_of_what_runs_in_browsers_are_linked_and_are_there(words, client):
    page = client.get("/en/about/").content.decode()
    [address] = re.findall(r'href="/static/(vault/licences[^"]*\.txt)"', page)
    told = Path(finders.find("vault/licences.txt")).read_text(encoding="utf-8")
    assert address.startswith("vault/licences.")
    assert "age-encryption" in told


def test_the_root_leads_to_the_language_the_browser_asks_for(client, db):
    for asked, tag in [("ar", "ar"), ("pt-BR,pt;q=0.9", "pt"), ("zh-CN", "zh-hans"), ("xx", "en")]:
        answer = client.get("/", headers={"accept-language": asked})
        assert (answer.status_code, answer["Location"]) == (302, f"/{tag}/")
        assert "Accept-Language" in answer["Vary"]


def test_learn_opens_the_library(client, db):
    answer = client.get("/fr/learn/")
    assert (answer.status_code, answer["Location"]) == (302, "/fr/library/")


def test_home_has_three_doors_and_says_what_is_kept(words, client):
    page = client.get("/en/").content.decode()
    for door in ("/en/learn/", "/en/contact/", "/en/take-action/"):
        assert f'href="{door}"><h2>' in page
    assert "others who help, day and night" in page
    assert "Kept here today: 0 of 25 promises; in part: 0." in page  # the library is empty
    assert "Build defenders’ capacity" in page


def test_an_empty_home_says_kindly_what_will_stand_there(db, client):
    Framework.objects.all().delete()
    page = client.get("/en/").content.decode()
    assert "Nothing is published yet." in page
    assert "Nothing is promised in writing yet." in page


def test_links_out_tell_the_other_side_nothing(words, client):
    for path in ("contact/", "take-action/"):
        page = client.get(f"/en/{path}").content.decode()
        outward = re.findall(r'<a [^>]*href="https://[^>]*>', page)
        assert len(outward) > 5
        assert all("noreferrer" in link for link in outward)


@pytest.mark.parametrize("kind", ["help", "act"])
def test_every_place_is_sourced_and_told_in_seven_languages(kind):
    for tag in TAGS:
        found = places.places(kind, tag)
        assert len(found) >= 5
        for place in found:
            assert place.what
            assert place.sources
            assert all(source.startswith("https://") for source in place.sources)
            assert place.address.startswith("https://")
    english = {place.slug: place.what for place in places.places(kind, "en")}
    for place in places.places(kind, "ar"):
        assert place.what != english[place.slug]


def test_a_missing_page_leads_onward(db, client):
    answer = client.get("/en/nowhere/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Nothing here" in page
    assert "/en/contact/" in page


def test_a_form_that_was_open_too_long_gives_back_what_was_typed(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/en/sign-in/",
        {"note": "My long story", "handle": "", "passphrase": "five green lanterns", "draft": "x1"},
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Please send that once more" in page
    assert "My long story" in page
    assert "five green lanterns" not in page
    assert "x1" not in page[page.index("<main") :]
    assert answer["Cache-Control"] == "no-store, no-transform"


def test_what_was_typed_comes_back_as_text_and_never_as_markup(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/en/contact/", {"note": "</textarea><script>alert(1)</script>"})
    assert answer.status_code in {403, 405}
    assert "<script>alert" not in answer.content.decode()


def test_the_page_of_a_broken_server_needs_nothing_that_may_be_broken(rf):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert b"Something broke here" in answer.content


def test_home_takes_the_same_queries_however_much_was_promised(words, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from amparo.direction.strategy.models import Commitment

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            client.get("/en/?fresh=1")
        return len(queries_made)

    asked()
    before = asked()
    goal = Commitment.objects.get(code="R1").goal
    for number in range(30):
        Commitment.objects.create(goal=goal, code=f"Z{number}", text={"en": "More"}, order=99)
    assert asked() == before
