"""What readers and staff see: the owner of the press, a colleague, a stranger, the signed-out."""

import random
from pathlib import Path

import pytest
from django.test import Client

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions.folder import sha
from amparo.capacity.press.models import Edition, Publication, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.interface.actions import establish

from .factories import (
    ARABIC,
    ENGLISH,
    FRENCH,
    SVG,
    TOKEN,
    everybody,
    make_files,
    make_folder,
    make_publication,
    take,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


READING = [
    "/en/library/short/",
    "/en/library/short/first/",
    f"/en/library/short/figures/{sha(SVG)}.svg",
]


@pytest.mark.parametrize("path", READING)
def test_what_is_released_everybody_reads(tmp_path: Path, path: str) -> None:
    make_publication(tmp_path)
    assert {name: client.get(path).status_code for name, client in everybody().items()} == {
        "alice": 200,
        "bob": 200,
        "charlie": 200,
        "nobody": 200,
    }


@pytest.mark.parametrize("path", READING)
def test_a_draft_is_there_for_staff_and_for_nobody_else(tmp_path: Path, path: str) -> None:
    make_publication(tmp_path, release=False)
    assert {name: client.get(path).status_code for name, client in everybody().items()} == {
        "alice": 200,
        "bob": 200,
        "charlie": 404,
        "nobody": 404,
    }


def test_a_hidden_publication_and_a_missing_one_give_the_same_answer(tmp_path: Path) -> None:
    make_publication(tmp_path, release=False)
    for client in (Client(), sign_in(Client(), make_account())):
        hidden = words(client, "/en/library/short/", 404)
        missing = words(client, "/en/library/shirt/", 404)
        assert TOKEN.sub("", hidden.replace("short", "shirt")) == TOKEN.sub("", missing)


def test_the_library_lists_what_the_reader_may_read(tmp_path: Path) -> None:
    make_publication(tmp_path, "one")
    make_publication(tmp_path, "two", release=False)
    shown = {
        name: [
            slug for slug in ("one", "two") if f"/library/{slug}/" in words(client, "/en/library/")
        ]
        for name, client in everybody().items()
    }
    assert shown == {
        "alice": ["one", "two"],
        "bob": ["one", "two"],
        "charlie": ["one"],
        "nobody": ["one"],
    }


def test_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    assert "As soon as something is published" in words(Client(), "/en/library/")
    editor = sign_in(Client(), make_account(roles=[Role.EDITOR]))
    assert "amparo press import" in words(editor, "/en/library/")


def test_the_library_is_narrowed_by_language_theme_and_audience(tmp_path: Path) -> None:
    make_publication(tmp_path, "all")
    make_publication(tmp_path, "english", en=ENGLISH)
    editor = make_account("editor", roles=[Role.EDITOR])
    actions.describe(
        Publication.objects.get(slug="english"),
        kind="report",
        themes=["reprisals"],
        audience=["lawyers"],
        by=editor,
    )

    def found(query: str) -> list[str]:
        page = words(Client(), f"/en/library/?{query}")
        return [slug for slug in ("all", "english") if f"/en/library/{slug}/" in page]

    assert found("language=ar") == ["all"]
    assert found("theme=reprisals") == ["english"]
    assert found("for=defenders") == ["all"]
    assert found("for=lawyers&language=ar") == []
    assert found("language=%00&theme=%22&for=elves&sort=x&page=99999999999") == []
    assert found("for=elves&sort=x&page=-1") == ["all", "english"]


def test_the_library_sorts_by_title_in_the_readers_language(tmp_path: Path) -> None:
    make_publication(tmp_path, "zebra")
    make_publication(tmp_path, "ant")
    for slug, title in (("zebra", "Zebra"), ("ant", "Ant")):
        edition = Edition.objects.get(publication__slug=slug)
        edition.told = {**edition.told, "titles": {"en": title}}
        edition.save()
    page = words(Client(), "/en/library/?sort=title")
    assert page.index("Ant</a>") < page.index("Zebra</a>")


@pytest.mark.parametrize("path", ["/en/library/", "/ar/library/?language=ar&sort=title"])
def test_the_library_asks_as_many_questions_for_thirty_as_for_one(
    tmp_path: Path, django_assert_num_queries, path: str
) -> None:
    edition = make_publication(tmp_path)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as one:
        Client().get(path)
    for number in range(30):
        publication = Publication.objects.create(slug=f"more-{number}", source_language="en")
        publication.audiences.create(who="defenders")
        copy = Edition.objects.create(
            publication=publication,
            number=1,
            state=State.RELEASED,
            tree_sha="0" * 64,
            released_on="2026-01-01",
            told=edition.told,
        )
        copy.languages.create(language="ar", segments=3, translated=2, stale=1)
    from amparo.ground.interface.actions import public_changed

    public_changed()
    with django_assert_num_queries(len(one)):
        page = words(Client(), path)
    assert page.count("<li><h2>") == 20


def test_a_title_that_is_not_in_the_readers_language_says_which_it_is_in(tmp_path: Path) -> None:
    make_publication(tmp_path)
    assert '<a href="/ar/library/short/" lang="ar" dir="rtl">دليل قصير</a>' in words(
        Client(), "/ar/library/"
    )
    assert '<a href="/fr/library/short/" lang="en" dir="ltr">A short handbook</a>' in words(
        Client(), "/fr/library/"
    )


def test_a_publication_says_how_far_each_language_has_come(tmp_path: Path) -> None:
    make_publication(tmp_path)
    page = words(Client(), "/en/library/short/")
    french = Edition.objects.get().languages.get(language="fr")
    assert f"{french.translated} of {french.segments} paragraphs translated" in page
    assert "An example." in page
    assert "CC-BY-4.0" in page


def test_the_notice_of_the_reading_language_is_shown_in_it(tmp_path: Path) -> None:
    make_publication(tmp_path)
    page = words(Client(), "/en/library/short/?in=ar")
    assert '<p class="note" lang="ar" dir="rtl">مثال.</p>' in page


def test_a_chapter_in_arabic_is_arabic_and_keeps_the_language_in_its_links(tmp_path: Path) -> None:
    make_publication(tmp_path)
    page = words(Client(), "/en/library/short/first/?in=ar")
    assert '<article lang="ar" dir="rtl">' in page
    assert 'href="/en/library/short/parts-list/?in=ar"' in page
    assert 'href="/en/library/short/parts-list/?in=ar&amp;at=list#list"' in page
    assert 'href="/en/library/short/?in=ar"' in page
    own = words(Client(), "/ar/library/short/first/")
    assert 'href="/ar/library/short/parts-list/"' in own


def test_what_is_not_translated_is_said_and_shown_in_its_own_language(tmp_path: Path) -> None:
    french = {"01-first.md": FRENCH["01-first.md"].replace("+ un\n+ deux\n", "")}
    make_publication(tmp_path, en=ENGLISH, fr=french)
    page = words(Client(), "/fr/library/short/first/")
    assert "2 paragraphes sur " in page
    assert 'lang="en" dir="ltr"' in page
    whole = words(Client(), "/fr/library/short/parts-list/")
    assert '<article lang="en" dir="ltr">' in whole
    assert "pas encore traduit en" in whole


def test_a_changed_original_is_said_to_the_reader(tmp_path: Path) -> None:
    make_publication(tmp_path, en=ENGLISH, ar=ARABIC)
    changed = ENGLISH["01-first.md"].replace("somebody** you trust", "two people** you trust")
    make_folder(tmp_path / "short", en={"01-first.md": changed})
    take(tmp_path / "short", release=True)
    page = words(Client(), "/en/library/short/first/?in=ar")
    assert "1 paragraph of this chapter was changed in English" in page
    assert page.count('class="stale"') == 1
    assert "was changed" not in words(Client(), "/en/library/short/first/")


def test_an_address_with_an_anchor_leads_to_its_page(tmp_path: Path) -> None:
    make_publication(tmp_path)
    response = Client().get("/en/library/short/parts-list/?at=list")
    assert response["Location"] == "/en/library/short/parts-list/#list"


def test_reading_goes_on_from_page_to_page_and_chapter_to_chapter(tmp_path: Path) -> None:
    chance = random.Random(2)
    long = "# Long\n\n" + "\n\n".join(
        f"## Part {n}\n\n" + " ".join(f"{chance.random()}" for _ in range(150)) for n in range(9)
    )
    make_publication(tmp_path, en={"1-long.md": long, "2-end.md": "# The end\n\nBye."})
    path, pages = "/en/library/short/long/", []
    client = Client()
    while "long" in path:
        page = words(client, path)
        pages.append(path)
        path = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert len(pages) > 1
    assert pages[1] == "/en/library/short/long/2/"
    assert path == "/en/library/short/end/"
    assert "Page 2 of " in words(client, pages[1])
    assert 'href="/en/library/short/long/" rel="prev"' in words(client, pages[1])
    assert client.get("/en/library/short/long/1/")["Location"] == "/en/library/short/long/"
    words(client, "/en/library/short/long/99/", 404)


@pytest.mark.parametrize(
    "path",
    [
        "/en/library/short/nothing/",
        "/en/library/short/files/de.html",
        "/en/library/short/files/..%2Fx.html",
        f"/en/library/short/figures/{'0' * 64}.svg",
        "/en/library/short/figures/x",
        "/en/library/short/figures/%00.svg",
        f"/en/library/other/figures/{sha(SVG)}.svg",
        "/en/library/short/?edition=2",
    ],
)
def test_what_is_not_there_is_not_found(tmp_path: Path, path: str) -> None:
    make_publication(tmp_path)
    words(Client(), path, 404)


def test_a_figure_is_kept_for_ever_and_runs_nothing(tmp_path: Path) -> None:
    make_publication(tmp_path)
    response = Client().get(READING[-1])
    assert response.content == SVG
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_figure_of_a_draft_is_kept_by_nobody(tmp_path: Path) -> None:
    make_publication(tmp_path, release=False)
    editor = sign_in(Client(), make_account(roles=[Role.EDITOR]))
    assert editor.get(READING[-1])["Cache-Control"] == "private, no-store"


def test_a_file_that_was_made_can_be_taken_away_and_one_that_was_not_is_not_there(
    tmp_path: Path,
) -> None:
    edition = make_publication(tmp_path)
    make_files(edition, ["ar"])
    response = Client().get("/en/library/short/files/ar.html")
    (row,) = queries.offered(edition, "ar")
    body = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="short.ar.html"'
    assert (row.size, row.sha) == (len(body), sha(body))
    assert Client().get("/en/library/short/files/fr.html").status_code == 404


def test_staff_read_a_draft_beside_what_is_published(tmp_path: Path) -> None:
    make_publication(tmp_path)
    (tmp_path / "short" / "en" / "more.md").write_text("# More\n\nMore.")
    actions.import_folder(tmp_path / "short", slug="short", source="en", by=None)
    readers = everybody()
    page = words(readers["alice"], "/en/library/short/?edition=2")
    assert "This is a draft" in page
    assert 'href="/en/library/short/more/?edition=2"' in page
    words(readers["bob"], "/en/library/short/more/?edition=2")
    for name in ("charlie", "nobody"):
        words(readers[name], "/en/library/short/?edition=2", 404)
        words(readers[name], "/en/library/short/more/?edition=2", 404)
