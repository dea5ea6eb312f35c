"""Texts change as they should: nothing is lost, and nothing becomes fresh unread."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.ground.record.models import AuditEvent
from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions import Incoming, OutdatedError, Refused
from amparo.ground.texts.models import Origin, Segment, State, Text, TranslatedFile, Translation

from .factories import FRENCH, SOURCE, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> Text:
    text = make_text()
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    return text


def said(text: Text, language: str = "fr") -> dict[str, str]:
    rows = Translation.objects.filter(segment__text=text, language=language)
    return dict(rows.values_list("segment__source_text", "text"))


def stale(text: Text, language: str = "fr") -> list[str]:
    rows = Translation.objects.filter(segment__text=text, language=language)
    return [
        one.text
        for one in rows.select_related("segment").order_by("segment__position")
        if one.source_hash != one.segment.hash
    ]


def everything() -> list[object]:
    return [
        *Text.objects.order_by("pk").values_list(),
        *Segment.objects.order_by("pk").values_list(),
        *Translation.objects.order_by("pk").values_list(),
        *TranslatedFile.objects.order_by("pk").values_list(),
        AuditEvent.objects.count(),
    ]


def rewrite(text: Text, old: str, new: str) -> Text:
    assert old in SOURCE
    source = SOURCE.replace(old, new).encode()
    return actions.write(text, language="en", source=source, by=None)


def test_what_came_in_goes_out_to_the_byte(text: Text) -> None:
    assert queries.export(text, "en") == SOURCE.encode()
    assert queries.export(text, "fr") == FRENCH.encode()
    assert queries.export(text, "ar") == SOURCE.encode()


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_byte_order_marks_go_out_as_they_came(end: str) -> None:
    source = ("\ufeff" + SOURCE.replace("\n", end)).encode()
    french = ("\ufeff" + FRENCH.replace("\n", end)).encode()
    text = actions.write(None, language="en", source=source, by=None)
    found = actions.take_translation(text, language="fr", content=french, by=None)
    assert found.unmatched == ()
    assert queries.export(text, "en") == source
    assert queries.export(text, "fr") == french


def test_the_same_files_again_change_nothing(text: Text) -> None:
    before = everything()
    actions.write(text, language="en", source=SOURCE.encode(), by=None)
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    assert everything() == before


def test_a_changed_paragraph_makes_exactly_its_translation_stale(text: Text) -> None:
    rewrite(text, "Wait.", "Wait an hour.")
    assert stale(text) == ["Attendez."]
    assert said(text)["Wait an hour."] == "Attendez."


def test_wrapping_a_paragraph_otherwise_makes_nothing_stale(text: Text) -> None:
    rewrite(text, "Ask everybody who", "Ask everybody\nwho")
    assert stale(text) == []


def test_a_paragraph_that_moved_keeps_its_translation(text: Text) -> None:
    before = said(text)
    rewrite(text, "## After\n\n> Keep a copy.\n", "> Keep a copy.\n\n## After\n")
    assert said(text) == before
    assert stale(text) == []


def test_reading_the_same_translation_again_makes_nothing_fresh(text: Text) -> None:
    text = rewrite(text, "Wait.", "Wait an hour.")
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    assert stale(text) == ["Attendez."]


def test_a_translation_that_changed_elsewhere_makes_nothing_fresh_either(text: Text) -> None:
    text = rewrite(text, "Wait.", "Wait an hour.")
    other = FRENCH.replace("Gardez une copie.", "Gardez-en copie.").encode()
    actions.take_translation(text, language="fr", content=other, by=None)
    assert stale(text) == ["Attendez."]
    assert said(text)["Keep a copy."] == "Gardez-en copie."
    assert queries.export(text, "fr") == other


def test_new_words_for_a_changed_paragraph_make_it_fresh(text: Text) -> None:
    text = rewrite(text, "Wait.", "Wait an hour.")
    other = FRENCH.replace("Attendez.", "Attendez une heure.").encode()
    actions.take_translation(text, language="fr", content=other, by=None)
    assert stale(text) == []


def test_a_file_goes_out_as_it_came_though_the_source_moved_on(text: Text) -> None:
    text = rewrite(text, "Wait.", "Wait an hour.")
    assert stale(text) == ["Attendez."]
    assert queries.export(text, "fr") == FRENCH.encode()


def test_once_its_own_words_changed_the_export_is_the_skeleton_of_the_source(text: Text) -> None:
    segment = text.segments.get(source_text="Keep a copy.")
    actions.translate(segment, language="fr", words="Gardez-en deux.", by=None)
    exported = queries.export(text, "fr").decode()
    assert "| Porte | Ouvre |" in exported
    assert "- un\n- deux\n  - dans deux\n" in exported
    assert "Demandez à toute personne nommée." in exported


def test_words_written_here_overtake_the_file_and_only_their_slice_moves(text: Text) -> None:
    segment = text.segments.get(source_text="Keep a copy.")
    actions.translate(segment, language="fr", words="Gardez-en deux.", by=None)
    assert "> Gardez-en deux." in queries.export(text, "fr").decode()
    assert not TranslatedFile.objects.get().intact


def test_words_written_here_stay_when_the_file_says_nothing_new_in_their_place(text: Text) -> None:
    segment = text.segments.get(source_text="Keep a copy.")
    actions.translate(segment, language="fr", words="Gardez-en deux.", by=None)
    other = FRENCH.replace("Attendez.", "Patientez.").encode()
    actions.take_translation(text, language="fr", content=other, by=None)
    assert said(text)["Keep a copy."] == "Gardez-en deux."
    assert said(text)["Wait."] == "Patientez."
    assert not TranslatedFile.objects.get().intact
    newer = other.replace(b"Gardez une copie.", b"Gardez trois copies.")
    actions.take_translation(text, language="fr", content=newer, by=None)
    assert said(text)["Keep a copy."] == "Gardez trois copies."
    assert queries.export(text, "fr") == newer


def test_saying_the_same_words_again_makes_them_fresh_and_keeps_the_file(text: Text) -> None:
    text = rewrite(text, "Wait.", "Wait an hour.")
    segment = text.segments.get(source_text="Wait an hour.")
    actions.translate(segment, language="fr", words="Attendez.", by=None)
    assert stale(text) == []
    assert Translation.objects.get(segment=segment).origin == Origin.FILE


def test_empty_words_take_a_translation_away(text: Text) -> None:
    segment = text.segments.get(source_text="Keep a copy.")
    actions.translate(segment, language="fr", words=" \n ", by=None)
    assert "Keep a copy." not in said(text)


def test_a_text_is_not_translated_into_its_own_language(text: Text) -> None:
    with pytest.raises(Refused):
        actions.translate(text.segments.first(), language="en", words="x", by=None)


def test_what_a_file_no_longer_says_is_untranslated_again(text: Text) -> None:
    other = FRENCH.replace("> Gardez une copie.\n\n", "").encode()
    found = actions.take_translation(text, language="fr", content=other, by=None)
    assert "Keep a copy." not in said(text)
    assert [(one.side, one.excerpt) for one in found.unmatched] == [("source", "Keep a copy.")]
    assert queries.export(text, "fr") == other


def test_an_ambiguous_run_is_listed_and_left_untranslated() -> None:
    text = make_text("# A\n\na\n\nb\n\n## B\n\nc\n")
    content = b"# Z\n\nz\n\n## Y\n\nx\n"
    found = actions.take_translation(text, language="fr", content=content, by=None)
    assert found.matched == 3
    assert [(one.side, one.line, one.excerpt, one.ambiguous) for one in found.unmatched] == [
        ("source", 3, "a", True),
        ("source", 5, "b", True),
        ("translation", 3, "z", True),
    ]
    assert said(text) == {"A": "Z", "B": "Y", "c": "x"}
    assert queries.export(text, "fr") == content


def test_a_source_that_catches_up_takes_words_nobody_had_used() -> None:
    text = make_text("# A\n\na\n\n## B\n")
    content = b"# Z\n\nz\n\ny\n\n## Y\n"
    actions.take_translation(text, language="fr", content=content, by=None)
    assert said(text) == {"A": "Z", "B": "Y"}
    text = actions.write(text, language="en", source=b"# A\n\na\n\nb\n\n## B\n", by=None)
    actions.take_translation(text, language="fr", content=content, by=None)
    assert said(text) == {"A": "Z", "a": "z", "b": "y", "B": "Y"}
    assert stale(text) == []


def test_a_file_that_cannot_be_read_changes_nothing(text: Text) -> None:
    before = everything()
    with pytest.raises(Refused):
        actions.write(text, language="en", source=b"\xff", by=None)
    with pytest.raises(Refused):
        actions.take_translation(text, language="fr", content=b"> " * 200 + b"x", by=None)
    assert everything() == before


def test_a_review_is_of_the_words_as_they_are(text: Text) -> None:
    actions.review(text, language="fr", by=None)
    segment = text.segments.get(source_text="Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=None)
    drafts = Translation.objects.filter(state=State.DRAFT)
    assert list(drafts.values_list("text", flat=True)) == ["Patientez."]


def test_every_act_leaves_one_entry_and_none_holds_a_word(text: Text) -> None:
    actions.translate(text.segments.first(), language="fr", words="Autre", by=None)
    events = AuditEvent.objects.order_by("seq").values_list("verb", "object_id")
    segment = text.segments.first()
    assert list(events) == [
        ("texts.write", str(text.pk)),
        ("texts.take_translation", str(text.pk)),
        ("texts.translate", str(segment.pk)),
    ]


def test_removing_texts_removes_all_of_them(text: Text) -> None:
    actions.remove([text.pk])
    assert not Text.objects.exists()
    assert not Segment.objects.exists()
    assert not TranslatedFile.objects.exists()


# --- imports -------------------------------------------------------------------------------------


def test_an_import_names_what_it_cannot_read_and_goes_on() -> None:
    planned = actions.plan(
        [
            Incoming("good.md", "en", SOURCE.encode(), {"fr": FRENCH.encode(), "es": b"\xff"}),
            Incoming("bad.md", "en", b"\xff", {"fr": b"fine"}),
        ]
    )
    assert [(one.key, one.language) for one in planned.refused] == [
        ("good.md", "es"),
        ("bad.md", "en"),
    ]
    assert planned.orders == {"good.md": 2}
    assert not Text.objects.exists()
    texts = actions.carry_out(planned)
    assert list(texts) == ["good.md"]
    assert queries.export(texts["good.md"], "fr") == FRENCH.encode()
    assert not AuditEvent.objects.exists()


def test_a_plan_made_before_somebody_wrote_is_not_carried_out(text: Text) -> None:
    source = SOURCE.replace("Wait.", "Wait an hour.").encode()
    planned = actions.plan([Incoming("a.md", "en", source, text=Text.objects.get())])
    segment = text.segments.get(source_text="Keep a copy.")
    actions.translate(segment, language="fr", words="Gardez-en deux.", by=None)
    before = everything()
    with pytest.raises(OutdatedError):
        actions.carry_out(planned)
    assert everything() == before


def test_an_import_asks_as_often_for_thirty_files_as_for_one() -> None:
    def files(count: int, texts: dict[str, Text], word: str) -> list[Incoming]:
        return [
            Incoming(
                f"{n}.md",
                "en",
                SOURCE.replace("Wait.", f"{word} {n}.").encode(),
                {"fr": FRENCH.encode()},
                texts.get(f"{n}.md"),
            )
            for n in range(count)
        ]

    def asked(count: int, texts: dict[str, Text], word: str) -> tuple[int, dict[str, Text]]:
        with CaptureQueriesContext(connection) as captured:
            planned = actions.plan(files(count, texts, word))
        assert planned.refused == ()
        return len(captured), actions.carry_out(planned)

    one, texts = asked(1, {}, "Wait")
    many, more = asked(30, {}, "Wait")
    assert one == many
    again, _texts = asked(1, texts, "Stay")
    assert (again, _texts) == (asked(30, more, "Stay")[0], texts)


def test_positions_change_places_without_meeting(text: Text) -> None:
    paragraphs = [f"paragraph {n}" for n in range(30)]
    text = make_text("\n\n".join(paragraphs))
    before = dict(text.segments.values_list("source_text", "pk"))
    reversed_source = "\n\n".join(reversed(paragraphs)).encode()
    actions.write(text, language="en", source=reversed_source, by=None)
    assert dict(text.segments.values_list("source_text", "pk")) == before
    assert [one.source_text for one in text.segments.order_by("position")] == paragraphs[::-1]
