"""Languages of a project, names, and the glossary's pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.ground.interface.actions import establish
from amparo.ground.texts import actions
from amparo.ground.texts.models import Concept, Credit, ProjectLanguage, Term, Use

from .desks import cast, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_editor_opens_any_language_whole_or_in_part_and_a_translator_cannot() -> None:
    project = make_project()
    people = cast()
    first = project.places.get(order=0).text
    path = f"/en/translate/{project.pk}/open/"
    form = {"language": "sw", "parts": [str(first.lineage)]}
    assert people["bob"][1].post(path, form).status_code == 404
    assert not ProjectLanguage.objects.filter(language="sw").exists()
    assert "A list" in _page(people["alice"][1], path)
    assert people["alice"][1].post(path, form).status_code == 302
    row = ProjectLanguage.objects.get(language="sw")
    assert row.parts == [str(first.lineage)]
    page = _page(people["bob"][1], f"/en/translate/{project.pk}/sw/")
    assert "A letter" in page
    assert "A list" not in page
    none = people["alice"][1].post(path, {"language": "", "parts": [str(first.lineage)]})
    assert "Choose a language." in none.content.decode()
    assert f'value="{first.lineage}"' in none.content.decode()


def test_a_closed_language_is_not_worked_on_and_keeps_its_words() -> None:
    project = make_project()
    people = cast()
    path = f"/en/translate/{project.pk}/ar/"
    assert people["bob"][1].post(f"{path}close/").status_code == 404
    assert people["alice"][1].post(f"{path}close/").status_code == 302
    assert people["bob"][1].get(f"{path}words/").status_code == 404
    assert "This language is closed" in _page(people["bob"][1], path)
    assert people["alice"][1].post(f"{path}close/").status_code == 302
    assert people["bob"][1].get(f"{path}words/").status_code == 200


def test_a_name_is_kept_only_while_its_owner_wants_it() -> None:
    project = make_project()
    people = cast()
    path = f"/en/translate/{project.pk}/ar/"
    assert "Nobody is named" in _page(people["bob"][1], path)
    people["bob"][1].post(f"{path}credit/", {"name": "Bob of the river"})
    people["dora"][1].post(f"{path}credit/", {"name": "Dora"})
    assert "Bob of the river" in _page(people["dora"][1], path)
    people["bob"][1].post(f"{path}credit/", {"name": " "})
    assert [row.name for row in Credit.objects.all()] == ["Dora"]
    assert "Bob of the river" not in _page(people["dora"][1], path)


def test_words_are_added_forbidden_for_one_country_and_taken_away() -> None:
    bob = cast()["bob"][1]
    form = {"language": "en", "words": "human rights defender", "note": "Whoever defends rights."}
    response = bob.post("/en/translate/glossary/add/", form)
    concept = Concept.objects.get()
    path = f"/en/translate/glossary/{concept.pk}/"
    assert response.headers["Location"] == path
    term = {"language": "es", "words": "agitador", "use": "forbidden", "country": "MX", "note": ""}
    assert bob.post(path, term).status_code == 302
    page = _page(bob, path)
    assert "agitador" in page
    assert "Mexico" in page
    assert "do not use" in page
    assert "agitador" in _page(bob, "/en/translate/glossary/?language=es")
    forbidden = Term.objects.get(language="es")
    assert bob.post(path, {"remove": str(forbidden.pk)}).status_code == 302
    assert not Term.objects.filter(language="es").exists()
    wrong = bob.post(path, {"language": "es", "words": "", "use": "forbidden", "note": "Why not"})
    assert 'value="Why not"' in wrong.content.decode()


def test_a_glossary_comes_in_as_a_table_and_a_broken_one_changes_nothing() -> None:
    bob = cast()["bob"][1]
    table = (
        "concept,language,words,use,country,note\n"
        "1,en,march,preferred,,\n1,ar,مسيرة,preferred,,\n1,ar,شغب,forbidden,,\n"
    )
    path = "/en/translate/glossary/import/"

    def send(content: bytes) -> str:
        file = SimpleUploadedFile("words.csv", content)
        return bob.post(path, {"table": file}, follow=True).content.decode()

    assert "3 terms" in send(table.encode())
    assert Term.objects.count() == 3
    assert 'role="alert"' in send(b"\xff\xfe\x00nonsense")
    assert Term.objects.count() == 3


def test_a_forbidden_word_is_said_beside_the_field() -> None:
    from .desks import segments

    project = make_project()
    bob = cast()["bob"]
    concept = actions.add_concept(note="", by=bob[0].actor)
    for words, use in (("letter", "preferred"), ("Brief", "forbidden")):
        language = "en" if use == "preferred" else "de"
        actions.put_term(concept, language=language, words=words, use=use, by=bob[0].actor)
    actions.open_language(project, "de", by=None)
    title = segments(project)[0]
    actions.translate(title, language="de", words="Ein Brief", by=bob[0])
    page = _page(bob[1], f"/en/translate/{project.pk}/de/segment/{title.pk}/")
    assert '<li class="error">' in page
    assert "Never:" in page


def test_a_large_glossary_is_turned_page_by_page_and_searched() -> None:
    bob = cast()["bob"]
    for number in range(35):
        concept = actions.add_concept(note="", by=bob[0].actor)
        actions.put_term(
            concept, language="en", words=f"word {number:02d}", use=Use.PREFERRED, by=bob[0].actor
        )
    first = _page(bob[1], "/en/translate/glossary/")
    assert "word 29" in first
    assert "word 30" not in first
    assert "word 30" in _page(bob[1], "/en/translate/glossary/?page=2")
    found = _page(bob[1], "/en/translate/glossary/?q=WORD+33")

    assert "word 33" in found
    assert "word 29" not in found
    assert "No such words here." in _page(bob[1], "/en/translate/glossary/?q=nothing")
