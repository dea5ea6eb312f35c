"""Words out for translators who do not sign in, and back to the byte."""

import datetime
import io
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

from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions.comparing import Outcome, compared, read_package
from amparo.ground.texts.actions.merging import merge_package
from amparo.ground.texts.actions.packages import Scope, make_package
from amparo.ground.texts.actions.uploads import (
    drop_upload,
    keep_upload,
    kept_upload,
    sweep_uploads,
)
from amparo.ground.texts.exchange import reading
from amparo.ground.texts.models import (
    Format,
    MemoryUnit,
    Origin,
    Package,
    Translation,
    Use,
)
from amparo.ground.texts.queries.packages import Only, chapter_amounts

from .factories import FRENCH, SOURCE, files, make_text
from .packed import BACK, SHORT, make_project, merged, taken_out
from .test_exchange import many, words

pytestmark = pytest.mark.django_db


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
