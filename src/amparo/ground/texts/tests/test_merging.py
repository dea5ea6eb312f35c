"""What comes back in a package: nothing that is there is lost, nothing is half-written."""

import time
from uuid import uuid4

import polib
import pytest

from amparo.ground.record import queries as record
from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions.comparing import Outcome, read_package
from amparo.ground.texts.actions.merging import merge_package
from amparo.ground.texts.markdown.tree import Refused
from amparo.ground.texts.models import (
    Format,
    MemoryUnit,
    Origin,
    Package,
    Project,
    ProjectLanguage,
    Segment,
    State,
    Translation,
)
from amparo.ground.work.models import Job
from amparo.ground.work.queries import UnknownJobError

from .factories import FRENCH, make_text
from .packed import SHORT, make_project, merged, outcomes, said, taken_out, written

pytestmark = pytest.mark.django_db


def test_new_and_changed_words_come_in_as_a_package_s_and_the_old_ones_are_remembered() -> None:
    text = make_text(SHORT)
    first = text.segments.get(position=1)
    actions.translate(first, language="fr", words="Avant.", by=None)
    Translation.objects.update(state=State.REVIEWED, reviewer=uuid4())
    project = make_project(text)
    by = uuid4()
    content = written(taken_out(project), First="Après.", Second="Deuxième.")
    merge = read_package(project, "fr", content)
    assert said(text) == {1: "Avant."}, "reading writes nothing"
    assert outcomes(merge) == {"changed": 1, "new": 1, "empty": 1}
    package = merge_package(merge, by=by)
    assert said(text) == {1: "Après.", 2: "Deuxième."}
    row = Translation.objects.get(segment=first)
    assert (row.origin, row.state, row.author, row.reviewer) == ("package", "draft", by, None)
    assert list(MemoryUnit.objects.values_list("source", "words")) == [
        ("First paragraph.", "Avant.")
    ]
    assert package.report["counts"] == {"changed": 1, "new": 1, "empty": 1}
    assert package.merged_at is not None
    verbs = [event.verb for event in record.events()[:2]]
    assert "texts.merge_package" in verbs
    assert set(merged(content).counts) == {Outcome.SAME, Outcome.EMPTY}, "again changes nothing"
    regional = content.replace(b"Language: fr", b"Language: fr_CA")
    assert set(merged(regional).counts) == {Outcome.SAME, Outcome.EMPTY}


def test_a_file_as_it_came_no_longer_goes_out_when_a_package_changes_its_words() -> None:
    text = make_text()
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    merged(written(taken_out(make_project(text)), Keep="Gardez une autre copie."))
    assert not text.files.get().intact
    assert b"Gardez une autre copie." in queries.export(text, "fr")


def test_what_somebody_wrote_meanwhile_stands_unless_the_file_is_chosen() -> None:
    text = make_text(SHORT)
    one, two = text.segments.filter(position__gt=0).order_by("position")
    actions.translate(one, language="fr", words="Un.", by=None)
    project = make_project(text)
    content = written(taken_out(project), First="Un, du traducteur.", Second="Deux, du traducteur.")
    actions.translate(one, language="fr", words="Un, entre-temps.", by=None)
    actions.translate(two, language="fr", words="Deux, entre-temps.", by=None)
    merge = merged(content)
    assert outcomes(merge) == {"conflict": 2, "empty": 1}
    assert said(text) == {1: "Un, entre-temps.", 2: "Deux, entre-temps."}
    assert set(MemoryUnit.objects.values_list("words", flat=True)) == {
        "Un.",
        "Un, du traducteur.",
        "Deux, du traducteur.",
    }
    merged(content, take_conflicts=[two.pk])
    assert said(text) == {1: "Un, entre-temps.", 2: "Deux, du traducteur."}
    assert MemoryUnit.objects.filter(words="Deux, entre-temps.").exists()


def test_a_second_version_of_a_package_replaces_its_first_without_a_question() -> None:
    text = make_text(SHORT)
    content = taken_out(make_project(text))
    merged(written(content, First="Un."))
    merge = merged(written(content, First="Un, mieux."))
    assert outcomes(merge) == {"changed": 1, "empty": 2}
    assert said(text) == {1: "Un, mieux."}


def test_words_written_while_the_preview_was_read_are_not_lost() -> None:
    text = make_text(SHORT)
    one = text.segments.get(position=1)
    merge = read_package(None, "", written(taken_out(make_project(text)), First="Du fichier."))
    assert outcomes(merge) == {"new": 1, "empty": 2}
    actions.translate(one, language="fr", words="À l'instant.", by=None)
    package = merge_package(merge, by=None)
    assert said(text) == {1: "À l'instant."}
    assert package.report["counts"] == {"conflict": 1, "empty": 2}
    assert [line["outcome"] for line in package.report["lines"]] == ["conflict"]


def test_words_for_a_source_that_moved_on_come_in_stale() -> None:
    text = make_text(SHORT)
    content = written(taken_out(make_project(text)), First="Premier.", Second="Second.")
    new = SHORT.replace("First paragraph", "First and better paragraph")
    actions.write(text, language="en", source=new.encode(), by=None)
    merge = merged(content)
    assert merge.moved
    assert outcomes(merge) == {"stale": 1, "new": 1, "empty": 1}
    assert queries.standing([text], "fr") == (3, 2, 1, 0)
    content = written(taken_out(merge.project), First="Premier.")
    merge = merged(content)
    assert outcomes(merge) == {"changed": 1, "same": 1, "empty": 1}, "said to be still right"
    assert queries.standing([text], "fr") == (3, 2, 0, 0)


def test_stale_words_do_not_take_the_place_of_fresh_ones() -> None:
    text = make_text(SHORT)
    one = text.segments.get(position=1)
    actions.translate(one, language="fr", words="Un.", by=None)
    content = written(taken_out(make_project(text)), First="Un, du traducteur.")
    new = SHORT.replace("First paragraph", "First and better paragraph")
    actions.write(text, language="en", source=new.encode(), by=None)
    one.refresh_from_db()
    actions.translate(one, language="fr", words="Un.", by=None)  # read again, still right
    assert outcomes(merged(content)) == {"conflict": 1, "empty": 2}
    assert queries.standing([text], "fr") == (3, 1, 0, 0)


def test_words_marked_as_not_finished_wait() -> None:
    text = make_text(SHORT)
    file = polib.pofile(taken_out(make_project(text)).decode())
    file[1].msgstr = "Peut-être."
    file[1].fuzzy = True
    assert outcomes(merged(str(file).encode())) == {"unfinished": 1, "empty": 2}
    assert said(text) == {}


def test_words_find_their_place_in_the_copies_of_a_later_edition() -> None:
    text = make_text(SHORT)
    project = make_project(text)
    content = written(taken_out(project), First="Premier.", Second="Second.")
    copy = actions.copy([text.pk])[text.pk]
    new = SHORT.replace("First paragraph", "First and better paragraph")
    actions.write(copy, language="en", source=f"New.\n\n{new}".encode(), by=None)
    make_project(copy, owner=project.owner)
    assert outcomes(merged(content, project)) == {"stale": 1, "new": 1, "empty": 1}
    assert said(copy) == {2: "Premier.", 3: "Second."}
    assert said(text) == {}


def test_what_is_no_longer_in_the_text_goes_into_the_memory() -> None:
    text = make_text(SHORT)
    content = written(taken_out(make_project(text)), First="Premier.", Second="Second.")
    actions.write(text, language="en", source=b"# One\n\nSecond paragraph.\n", by=None)
    assert outcomes(merged(content)) == {"unknown": 1, "new": 1, "empty": 1}
    assert list(MemoryUnit.objects.values_list("source", "words")) == [
        ("First paragraph.", "Premier.")
    ]


def test_an_entry_that_is_not_the_one_that_went_out_is_refused_alone() -> None:
    text = make_text(SHORT)
    file = polib.pofile(taken_out(make_project(text)).decode())
    one, two, three = file
    one.msgstr, one.msgid = "Un", "Something else"
    two.msgstr = "Deux"
    three.msgstr, three.msgctxt = "Trois", two.msgctxt.replace("-0", "-zz")
    file.append(polib.POEntry(msgctxt=two.msgctxt, msgid=two.msgid, msgstr="Deux bis"))
    merge = merged(str(file).encode())
    assert [(line.outcome, line.reason) for line in merge.lines] == [
        (Outcome.REFUSED, "Its original is not the one that went out."),
        (Outcome.NEW, ""),
        (Outcome.NEW, ""),
        (Outcome.REFUSED, "It is in this file twice."),
    ]
    assert said(text) == {1: "Deux", 2: "Trois"}


def test_a_package_of_something_else_is_refused_whole() -> None:
    text = make_text(SHORT)
    project = make_project(text)
    ProjectLanguage.objects.create(project=project, language="ar")
    other = make_project(make_text(SHORT))
    content = written(taken_out(project), First="Premier.")
    for where, language, change, reason in (
        (other, "fr", ("", ""), "another publication: Letters"),
        (project, "ar", ("", ""), "another language: fr"),
        (project, "fr", ("Language: fr", "Language: ar"), "another language"),
        (project, "fr", (f"Project: {project.pk}", "Project: 999"), "another edition"),
        (
            project,
            "fr",
            ("X-Amparo-Tree: ", "X-Amparo-Tree: " + "0" * 64 + '\\n"\n"X: '),
            "edition",
        ),
        (
            project,
            "fr",
            ("X-Amparo-Package: ", f'X-Amparo-Package: {uuid4()}\\n"\n"X: '),
            "not made",
        ),
    ):
        with pytest.raises(Refused, match=reason):
            read_package(where, language, content.decode().replace(*change).encode())
    actions.write(text, language="en", source=b"Nothing of it.\n", by=None)
    with pytest.raises(Refused, match="another edition: nothing of it"):
        read_package(project, "fr", content)
    assert said(text) == {}


def test_a_memory_fills_ours_and_changes_no_text() -> None:
    text = make_text(SHORT)
    actions.translate(text.segments.get(position=1), language="fr", words="Premier.", by=None)
    project = make_project(text)
    content = taken_out(project, kind=Format.TMX)
    assert outcomes(merged(content, project)) == {"new": 1}
    assert outcomes(merged(content, project)) == {"same": 1}
    foreign = b"""<tmx version="1.4"><header srclang="en"/><body><tu>
<tuv xml:lang="en"><seg>Second paragraph.</seg></tuv><tuv xml:lang="fr-CA"><seg>Second.</seg></tuv>
</tu></body></tmx>"""
    merge = read_package(project, "fr", foreign)
    assert outcomes(merge) == {"new": 1}
    package = merge_package(merge, by=None)
    assert package.report["counts"] == {"new": 1}
    assert set(MemoryUnit.objects.values_list("language", "words")) == {
        ("fr", "Premier."),
        ("fr", "Second."),
    }
    assert said(text) == {1: "Premier."}
    with pytest.raises(Refused, match="no words from the one language"):
        read_package(project, "ar", foreign)


def test_five_thousand_segments_are_merged_in_seconds() -> None:
    text = make_text("".join(f"Paragraph {n} says something.\n\n" for n in range(5_000)))
    project = make_project(text)
    content = taken_out(project)
    file = polib.pofile(content.decode(), wrapwidth=0)
    for number, entry in enumerate(file):
        entry.msgstr = f"Le paragraphe {number} dit quelque chose."
    content = str(file).encode()
    began = time.process_time()
    assert outcomes(merged(content)) == {"new": 5_000}
    assert time.process_time() - began < 6
    assert Translation.objects.filter(origin=Origin.PACKAGE).count() == 5_000
    assert Segment.objects.count() == 5_000


def test_what_follows_changed_words_is_ordered_once_and_only_when_words_changed() -> None:
    text = make_text(SHORT)
    project = make_project(text)
    Project.objects.filter(pk=project.pk).update(after="texts.sweep")
    content = taken_out(project)
    merged(content)
    assert not Job.objects.exists()
    merged(written(content, First="Premier.", Second="Second."))
    assert [(job.name, job.ids) for job in Job.objects.all()] == [("texts.sweep", [project.pk])]


def test_a_merge_that_fails_half_way_leaves_nothing_behind() -> None:
    text = make_text(SHORT)
    project = make_project(text)
    content = written(taken_out(project), First="Premier.", Second="Second.")
    Project.objects.filter(pk=project.pk).update(after="texts.there_is_no_such_job")
    with pytest.raises(UnknownJobError):
        merged(content)
    assert said(text) == {}
    assert Package.objects.get().report is None
