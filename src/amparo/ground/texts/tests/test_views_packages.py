"""The pages of packages: out as a file, back with a look before anything changes."""

import io
import re

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.interface.actions import establish
from amparo.ground.texts import actions, queries
from amparo.ground.texts.models import Package, Project, Translation

from .desks import cast, make_project, segments

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


def place(project: Project, more: str = "") -> str:
    return f"/en/translate/{project.pk}/ar/packages/{more}"


def made(client: Client, project: Project, **asked: str) -> bytes:
    told = {"format": "po", "only": "all", **asked}
    response = client.post(place(project), told)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"], response.content.decode()
    return response.content


def filled(content: bytes, **by_source: str) -> bytes:
    file = polib.pofile(content.decode() + "\n", wrapwidth=0)
    for entry in file:
        entry.msgstr = by_source.get(entry.msgid.split()[0], entry.msgstr)
    return str(file).encode()


def brought(client: Client, project: Project, content: bytes) -> str:
    """Where the preview of a file is."""
    response = client.post(
        place(project, "bring/"), {"file": SimpleUploadedFile("from-bob.po", content)}
    )
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_translator_takes_words_out_and_sees_first_how_many_there_are() -> None:
    project = make_project()
    alice, bob = _two()
    actions.translate(segments(project)[1], language="ar", words="اكتب.", by=None)
    page = page_of(bob, place(project))
    assert "Everything (15 words)" in page
    assert "Only what is not translated (12 words)" in page
    assert "A list\u2069: 5 words to do, of 5 words" in page
    content = made(bob, project, only="untranslated")
    assert len(polib.pofile(content.decode())) == 5
    assert Package.objects.get().words == 12
    chapter = str(project.places.get(order=1).text.lineage)
    content = made(alice, project, format="docx", chapters=chapter)
    rows = Document(io.BytesIO(content)).tables[0].rows
    assert [row.cells[0].text.split("⟪")[0] for row in rows] == [
        rows[0].cells[0].text,
        "A list",
        "A list",
        "Take a pen.",
    ]
    refused = bob.post(place(project), {"format": "po", "only": "stale"})
    assert "There is nothing of that kind to take out." in refused.content.decode()


def _two() -> tuple[Client, Client]:
    people = cast()
    return people["alice"][1], people["bob"][1]


def test_nothing_changes_before_the_preview_was_confirmed() -> None:
    project = make_project()
    _alice, bob = _two()
    content = filled(made(bob, project), Write="اكتب ثلاثة أسطر.", Name="لا تسمّ [أحدا](x).")
    preview = brought(bob, project, content)
    page = page_of(bob, preview)
    assert "Take in 2 changes" in page
    assert page.count("اكتب ثلاثة أسطر.") == 1
    assert page.count('class="findings"') == 2, "the number is gone, and a link was put in"
    assert "Send it today." not in page, "what was left empty is not shown"
    assert "Send it today." in page_of(bob, f"{preview}?show=empty")
    assert not Translation.objects.exists()
    done = bob.post(preview)
    report = page_of(bob, done["Location"])
    assert Translation.objects.count() == 2
    assert re.search(r"<dt>New</dt><dd>2</dd>", report)
    assert "brought back" in page_of(bob, place(project))
    again = bob.get(preview)
    assert "The file was kept for an hour. Bring it again." in again.content.decode()


def test_where_somebody_wrote_meanwhile_both_are_shown_and_one_is_chosen() -> None:
    project = make_project()
    _alice, bob = _two()
    one, two = segments(project)[1:3]
    content = filled(made(bob, project), Write="من الملف ١", Name="من الملف ٢")
    actions.translate(one, language="ar", words="كلمات أخرى", by=None)
    actions.translate(two, language="ar", words="كلمات ثانية", by=None)
    preview = brought(bob, project, content)
    page = page_of(bob, preview)
    for words in ("كلمات أخرى", "كلمات ثانية"):
        assert words in page
    report = page_of(bob, bob.post(preview, {"take": [str(two.pk)]})["Location"])
    assert queries.row(project, "ar", one.pk).words == "كلمات أخرى"
    assert queries.row(project, "ar", two.pk).words == "من الملف ٢"
    assert "1 place where somebody wrote meanwhile" in report
    bob.post(brought(bob, project, content), {"all": "yes"})
    assert queries.row(project, "ar", one.pk).words == "من الملف ١"


def test_a_file_that_cannot_be_read_says_why_beside_the_field() -> None:
    project = make_project()
    _alice, bob = _two()
    for content, reason in (
        (b"nothing of ours", "It is neither a PO, XLIFF or TMX file nor a Word document."),
        (made(bob, make_project()), "It is a package of another publication"),
        (b"x" * 17_000_000, "The file is larger than 16 megabytes."),
        (b"", "The submitted file is empty."),
    ):
        response = bob.post(place(project, "bring/"), {"file": SimpleUploadedFile("a.po", content)})
        assert response.status_code == 200
        assert reason in response.content.decode()
    assert "required" in bob.post(place(project, "bring/")).content.decode()


def test_only_who_brought_a_file_sees_its_preview() -> None:
    project = make_project()
    people = cast()
    alice, bob, charlie = (people[name][1] for name in ("alice", "bob", "charlie"))
    preview = brought(bob, project, filled(made(bob, project), Write="سرّ"))
    assert "سرّ" in page_of(bob, preview)
    assert "سرّ" not in page_of(alice, preview)
    assert charlie.get(preview).status_code == 404
    assert charlie.get(place(project)).status_code == 404
    assert charlie.post(place(project), {"format": "po", "only": "all"}).status_code == 404
    assert Client().get(preview).status_code == 302
    assert str(people["bob"][0].actor) not in preview


def test_a_long_preview_comes_in_pages_that_stay_light() -> None:
    chapter = "".join(f"Paragraph {n} says something of its own.\n\n" for n in range(60))
    project = make_project(chapters=(chapter,))
    _alice, bob = _two()
    file = polib.pofile(made(bob, project).decode())
    for number, entry in enumerate(file):
        entry.msgstr = f"الفقرة {number}"
    preview = brought(bob, project, str(file).encode())
    first, last = page_of(bob, preview), page_of(bob, f"{preview}?page=99")
    assert "Page 1 of 5" in first
    assert "Page 5 of 5" in last
    assert "الفقرة 59" in last
    assert "الفقرة 59" not in first
    assert len(bob.get(preview, headers={"accept-encoding": "br"}).content) < 6_000


def test_thirty_packages_and_sixty_lines_cost_no_more_queries_than_one() -> None:
    counts = []
    for paragraphs, packages in ((1, 1), (60, 30)):
        chapter = "".join(f"Paragraph {n} says something.\n\n" for n in range(paragraphs))
        project = make_project(chapters=(chapter,))
        bob = sign_in(Client(), make_account(f"bob{paragraphs}", roles=[Role.TRANSLATOR]))
        for _one in range(packages):
            content = made(bob, project)
        file = polib.pofile(content.decode())
        for entry in file:
            entry.msgstr = "كلمات"
        preview = brought(bob, project, str(file).encode())
        for path in (place(project), preview, f"{preview}?show=new"):
            with CaptureQueriesContext(connection) as captured:
                page_of(bob, path)
            counts.append(len(captured))
    assert counts[:3] == counts[3:]
    assert max(counts) < 40
