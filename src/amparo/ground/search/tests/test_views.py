import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in

from .factories import document, keep

pytestmark = pytest.mark.usefixtures("index_home")


def ask(client, **given):
    return client.get(reverse("search:results"), given)


def test_a_visitor_finds_what_is_public_and_members_and_staff_what_they_may_see(client):
    keep(
        document("open", title="Open river", body="river"),
        document("members", title="Members river", body="river", seen_by=(1,)),
        document("editors", title="Editors river", body="river", seen_by=(11,)),
    )
    alice = make_account("alice")
    bob = make_account("bob", roles=[Role.EDITOR])

    def titles():
        page = ask(client, q="river").content.decode()
        return {name for name in ("Open", "Members", "Editors") if f"{name} river" in page}

    assert titles() == {"Open"}
    sign_in(client, alice)
    assert titles() == {"Open", "Members"}
    client.logout()
    sign_in(client, bob)
    assert titles() == {"Open", "Members", "Editors"}


def test_nobody_keeps_the_page_and_it_sets_no_cookie(client):
    keep(document())
    response = ask(client, q="words")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_text_is_shown_in_the_readers_language_with_its_translations(client):
    keep(
        document("t:en", language="en", title="Letters", body="CEDAW", path="library/t/"),
        document("t:ar", language="ar", title="رسائل", body="كيف", path="library/t/"),
        document("t:sw", language="sw", title="Barua", body="jinsi", path="library/t/?in=sw"),
    )
    page = client.get("/ar/search/", {"q": "CEDAW"}).content.decode()
    assert '<a href="/ar/library/t/" lang="ar" dir="rtl" hreflang="ar">رسائل</a>' in page
    assert '<a href="/en/library/t/" lang="en" hreflang="en">' in page
    assert '<a href="/ar/library/t/?in=sw" lang="sw" hreflang="sw">' in page
    assert '<p lang="en" dir="ltr"><mark>CEDAW</mark></p>' in page


def test_empty_pages_say_what_to_do(client):
    assert "being prepared" in ask(client, q="river").content.decode()
    keep(document())
    assert "What are you looking for?" in ask(client).content.decode()
    assert "Nothing was found" in ask(client, q="zzz").content.decode()
    page = ask(client, q="words", kind="publication").content.decode()
    assert "Take one of your choices back" in page
    assert 'href="?q=words"' in page
    assert "There are no more texts" in ask(client, q="words", page=7).content.decode()


def test_pages_lead_forth_and_back_and_keep_what_was_asked(client):
    keep(*(document(f"d{number}", body="river", themes=("law",)) for number in range(12)))
    first = ask(client, q='"river"', theme="law").content.decode()
    assert "12 texts" in first
    assert 'href="?q=%22river%22&amp;theme=law&amp;page=2"' in first
    second = ask(client, q='"river"', theme="law", page=2).content.decode()
    assert 'href="?q=%22river%22&amp;theme=law"' in second
    assert second.count("<h3>") == 2


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "99999999999", "1e9", ""])
def test_an_odd_page_number_is_no_error(client, page):
    keep(document())
    assert ask(client, q="words", page=page, language="\0", kind="%").status_code == 200


def test_what_is_typed_comes_back_escaped(client):
    keep(document())
    page = ask(client, q='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_a_question_is_never_logged(client, caplog):
    with caplog.at_level(logging.DEBUG):
        ask(client, q="canary-word")
        keep(document())
        ask(client, q="canary-word", page=3)
    said = " ".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "canary-word" not in "".join(
        line for line in said.splitlines() if "django.db" not in line
    )


def test_a_page_of_results_asks_the_database_as_often_for_one_text_as_for_ten(client):
    def queries_of_a_page():
        with CaptureQueriesContext(connection) as asked:
            shown = ask(client, q="river").content.decode().count("<h3>")
        return shown, len(asked)

    keep(document("a", body="river"))
    ask(client, q="river")
    one, few = queries_of_a_page()
    keep(*(document(f"d{number}", body="river") for number in range(30)))
    ten, many = queries_of_a_page()
    assert (one, ten) == (1, 10)
    assert many == few
