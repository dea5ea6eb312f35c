"""Words out for translators who do not sign in, and back: nothing is lost."""

import datetime
import io
import time
from dataclasses import replace
from uuid import uuid4

import polib
import pytest
import time_machine
from django.core import signing
from django.utils import timezone
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.ground.record import queries as record
from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions.comparing import Merge, Outcome, compared, read_package
from amparo.ground.texts.actions.merging import merge_package
from amparo.ground.texts.actions.packages import Scope, make_package
from amparo.ground.texts.actions.uploads import (
    drop_upload,
    keep_upload,
    kept_upload,
    sweep_uploads,
)
from amparo.ground.texts.exchange import reading
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
    Text,
    Translation,
    Use,
)
from amparo.ground.texts.queries.packages import Only, chapter_amounts

from .factories import FRENCH, SOURCE, files, make_text
from .test_exchange import many, words

pytestmark = pytest.mark.django_db
BACK = [Format.PO, Format.XLIFF, Format.DOCX]
SHORT = "# One\n\nFirst paragraph.\n\nSecond paragraph.\n"


def make_project(*texts: Text, language: str = "fr", owner: str = "") -> Project:
    project = actions.offer(
        owner=owner or f"test:{uuid4()}",
        titles={"en": "Letters"},
        source_language="en",
        path="library/",
        after="",
        texts=texts,
    )
    ProjectLanguage.objects.get_or_create(project=project, language=language)
    return project


def said(text: Text, language: str = "fr") -> dict[int, str]:
    return dict(
        Translation.objects.filter(segment__text=text, language=language).values_list(
            "segment__position", "text"
        )
    )


def taken_out(
    project: Project, language: str = "fr", *, kind: Format = Format.PO, **scope
) -> bytes:
    return make_package(project, language, format=kind, scope=Scope(**scope), by=None)[1]


def written(content: bytes, **by_source: str) -> bytes:
    """The PO file as a translator sends it back; words by the first word of their source."""
    file = polib.pofile(content.decode() + "\n", wrapwidth=0)
    for entry in file:
        if entry.msgid.split()[0] in by_source:
            entry.msgstr = by_source[entry.msgid.split()[0]]
            entry.fuzzy = False
    return str(file).encode()


def merged(content: bytes, project: Project | None = None, **how: object) -> Merge:
    merge = read_package(project, "", content)
    merge_package(merge, by=None, **how)
    return merge


def outcomes(merge: Merge) -> dict[str, int]:
    return {str(outcome): count for outcome, count in merge.counts.items()}


@pytest.mark.parametrize("kind", BACK)
def test_a_package_that_comes_back_as_it_went_changes_no_byte(kind: Format) -> None:
    text = make_text()
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    other = make_text(SOURCE.replace("Nobody", "No one"))
    actions.take_translation(other, language="fr", content=FRENCH.encode(), by=None)
    actions.write(other, language="en", source=SOURCE.encode(), by=None)  # one segment is stale
    project = make_project(text, other)
    before = queries.exports([text, other], "fr")
    rows = list(Translation.objects.order_by("pk").values())
    merge = merged(taken_out(project, kind=kind), project)
    assert set(merge.counts) == {Outcome.SAME}
    assert queries.exports([text, other], "fr") == before
    assert list(Translation.objects.order_by("pk").values()) == rows
    assert not MemoryUnit.objects.exists()


@pytest.mark.parametrize("kind", BACK)
@settings(many, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(words, min_size=3, max_size=3), st.booleans())
def test_whatever_a_row_says_comes_back_to_the_byte(
    kind: Format, hostile: list[str], stale: bool
) -> None:
    text = make_text(SHORT)
    for segment, one in zip(text.segments.all(), hostile, strict=True):
        Translation.objects.create(
            segment=segment,
            language="ar",
            text=one.replace("\0", ""),
            source_hash="0" * 64 if stale else segment.hash,
            origin=Origin.FILE,
        )
    project = make_project(text, language="ar")
    before = queries.export(text, "ar")
    rows = list(Translation.objects.order_by("pk").values())
    merge = merged(taken_out(project, "ar", kind=kind))
    assert set(merge.counts) <= {Outcome.SAME, Outcome.EMPTY}
    assert queries.export(text, "ar") == before
    assert list(Translation.objects.order_by("pk").values()) == rows


@pytest.mark.parametrize("kind", BACK)
@settings(many, max_examples=20, suppress_health_check=list(HealthCheck))
@given(files())
def test_a_file_said_in_its_own_words_by_way_of_a_package_is_the_same_to_the_byte(
    kind: Format, source: str
) -> None:
    text = make_text(source)
    if not text.segments.exists():
        return
    project = make_project(text, language="ar")
    read = reading.read(taken_out(project, "ar", kind=kind))[1]
    merge = read_package(project, "ar", taken_out(project, "ar"))
    said = [replace(one, words=one.source) for one in read.entries]
    merge_package(compared(replace(merge, brought=replace(merge.brought, entries=said))), by=None)
    assert Translation.objects.filter(segment__text=text).count() == text.segments.count()
    assert queries.export(text, "ar") == source.encode()


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


def test_a_package_holds_what_was_asked_for_and_counts_its_words() -> None:
    text, other = make_text(SHORT), make_text("# Two\n\nThird one here.\n")
    one, two = text.segments.filter(position__gt=0).order_by("position")
    actions.translate(one, language="fr", words="Un.", by=None)
    actions.translate(two, language="fr", words="Deux.", by=None)
    new = SHORT.replace("First paragraph", "First and better paragraph")
    actions.write(text, language="en", source=new.encode(), by=None)
    project = make_project(text, other)
    chapters, whole = chapter_amounts(project, "fr")
    assert whole == {
        Only.ALL: (5, 11),
        Only.OPEN: (4, 9),
        Only.UNTRANSLATED: (3, 5),
        Only.STALE: (1, 4),
    }
    for only, amount in whole.items():
        package, content = make_package(
            project, "fr", format=Format.PO, scope=Scope(only=only), by=None
        )
        assert (len(polib.pofile(content.decode())), package.words) == amount
    second = Scope((chapters[1].lineage,))
    content = make_package(project, "fr", format=Format.PO, scope=second, by=None)[1]
    assert [entry.msgid for entry in polib.pofile(content.decode())] == ["Two", "Third one here."]
    with pytest.raises(actions.DeskRefused, match="nothing of that kind"):
        make_package(
            project,
            "fr",
            format=Format.PO,
            scope=Scope((chapters[1].lineage,), Only.STALE),
            by=None,
        )
    with pytest.raises(actions.DeskRefused, match="not open"):
        make_package(project, "ar", format=Format.PO, by=None)
    assert Package.objects.count() == 5


@pytest.mark.parametrize("kind", [Format.PO, Format.XLIFF, Format.DOCX])
def test_a_translator_without_a_line_has_the_glossary_too(kind: Format) -> None:
    concept = actions.add_concept(note="Who stands up for rights.", by=None)
    for language, spoken, use in (
        ("en", "paragraph", Use.PREFERRED),
        ("fr", "alinéa", Use.PREFERRED),
        ("fr", "paragraphe", Use.FORBIDDEN),
    ):
        actions.put_term(concept, language=language, words=spoken, use=use, by=None)
    text = make_text(SHORT)
    content = taken_out(make_project(text), kind=kind)
    told = "\u2068alinéa\u2069"
    if kind == Format.DOCX:
        lines = [one.text for one in Document(io.BytesIO(content)).paragraphs]
        assert any(told in line and "\u2068paragraphe\u2069" in line for line in lines)
    else:
        assert content.decode().count(told) == 2
    assert set(merged(content).counts) == {Outcome.EMPTY}


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


def test_a_file_that_was_brought_waits_an_hour_for_its_owner_alone() -> None:
    by = uuid4()
    mine = {"project": 1, "language": "fr", "by": by}
    word = keep_upload(b"content", **mine)
    assert kept_upload(word, **mine) == b"content"
    assert kept_upload(word, **mine | {"by": uuid4()}) is None
    assert kept_upload(word, **mine | {"project": 2}) is None
    assert kept_upload(word, **mine | {"language": "ar"}) is None
    assert kept_upload(word[:-1], **mine) is None
    assert kept_upload(signing.dumps(["../x", 1, "fr", str(by)]), **mine) is None
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
        assert kept_upload(word, **mine) is None
        keep_upload(b"another", **mine)
    assert kept_upload(word, **mine) is None, "the next one who brings a file clears up"
    word = keep_upload(b"content", **mine)
    sweep_uploads()
    assert kept_upload(word, **mine) == b"content"
    drop_upload(word, **mine)
    assert kept_upload(word, **mine) is None
