"""The translation desk: what is typed is never lost, and who may do what."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.ground.interface.actions import establish
from amparo.ground.texts import actions, queries
from amparo.ground.texts.models import Origin, Project, Segment, Severity, State, Translation

from .desks import LETTER, cast, make_project, segments

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


def _seen(segment: Segment) -> str:
    project = Project.objects.get()
    row = queries.row(project, "ar", segment.pk)
    assert row is not None
    return row.seen


def _form(**words: str) -> dict[str, str]:
    """The desk's form for segments: s<id>="what is typed"."""
    form = {}
    for name, said in words.items():
        segment = Segment.objects.get(pk=name[1:])
        form |= {f"words-{segment.pk}": said, f"seen-{segment.pk}": _seen(segment)}
    return form


def _words(segment: Segment) -> str:
    row = Translation.objects.filter(segment=segment, language="ar").first()
    return row.text if row else ""


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def _field(page: str, segment: Segment) -> str:
    """What stands in a segment's field."""
    found = re.search(rf'<textarea name="words-{segment.pk}"[^>]*>\n(.*?)</textarea>', page, re.S)
    assert found
    return found.group(1)


def test_every_project_shows_how_far_each_language_is() -> None:
    project = make_project()
    people = cast()
    title = segments(project)[0]
    actions.translate(title, language="ar", words="رسالة", by=people["bob"][0])
    page = _page(people["bob"][1], "/en/translate/")
    assert "Letters and lists" in page
    assert "1 of 6 segments translated" in page
    assert "العربية" in page
    assert people["charlie"][1].get("/en/translate/").status_code == 404
    assert Client().get("/en/translate/").status_code == 302


def test_a_page_of_segments_is_saved_at_once_and_only_what_changed() -> None:
    project = make_project()
    bob = cast()["bob"]
    title, line, other, *_rest = segments(project)
    actions.translate(other, language="ar", words="لا تسمّوا أحداً.", by=None)
    form = _form(**{f"s{title.pk}": "رسالة", f"s{line.pk}": "", f"s{other.pk}": _words(other)})
    response = bob[1].post(f"/en/translate/{project.pk}/ar/words/{title.text_id}/", form)
    assert response.status_code == 302
    assert [_words(one) for one in (title, line, other)] == ["رسالة", "", "لا تسمّوا أحداً."]
    authors = dict(Translation.objects.values_list("segment", "author"))
    assert authors == {title.pk: bob[0].actor, other.pk: None}
    assert "Saved." in _page(bob[1], response.headers["Location"])


def test_words_stand_in_their_own_direction_beside_the_source_in_its() -> None:
    project = make_project()
    title = segments(project)[0]
    page = _page(cast()["bob"][1], f"/en/translate/{project.pk}/ar/words/{title.text_id}/")
    assert re.search(rf'<textarea name="words-{title.pk}"[^>]* lang="ar" dir="rtl"', page)
    assert '<p class="source" lang="en" dir="ltr">A letter</p>' in page
    assert "4 segments" in page
    assert "10 words left" in page


def test_whoever_saves_over_unseen_words_sees_both_and_loses_nothing() -> None:
    project = make_project()
    people = cast()
    title, line, *_rest = segments(project)
    form = _form(**{f"s{title.pk}": "رسالتي", f"s{line.pk}": "اكتبوا 3 أسطر."})
    actions.translate(title, language="ar", words="رسالتها", by=people["dora"][0])
    path = f"/en/translate/{project.pk}/ar/words/{title.text_id}/"
    response = people["bob"][1].post(path, form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else wrote here while you did" in page
    assert "رسالتها" in page
    assert _field(page, title) == "رسالتي"
    assert _words(title) == "رسالتها"
    assert _words(line) == "اكتبوا 3 أسطر."
    again = {name: value for name, value in form.items() if str(title.pk) in name}
    again[f"seen-{title.pk}"] = _hidden(page, f"seen-{title.pk}")
    assert people["bob"][1].post(path, again).status_code == 302
    assert _words(title) == "رسالتي"


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_words_that_are_too_long_come_back_in_their_field() -> None:
    project = make_project()
    title = segments(project)[0]
    form = _form(**{f"s{title.pk}": "x" * 100_001})
    path = f"/en/translate/{project.pk}/ar/segment/{title.pk}/"
    response = cast()["bob"][1].post(path, form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "longer than" in page
    assert len(_field(page, title)) == 100_001
    assert _words(title) == ""


def test_saving_goes_on_to_the_next_untranslated_segment_until_none_is_left() -> None:
    project = make_project(chapters=(LETTER,))
    bob = cast()["bob"][1]
    path = bob.get(f"/en/translate/{project.pk}/ar/next/").headers["Location"]
    for number in range(len(segments(project))):
        segment = int(path.split("/segment/")[1].split("/")[0])
        form = {**_form(**{f"s{segment}": f"كلمات {number} 3"}), "go": "next"}
        path = bob.post(path, form).headers["Location"]
    assert path == f"/en/translate/{project.pk}/ar/?done=untranslated"
    assert "Nothing of that kind is left" in _page(bob, path)
    assert all(_words(one) for one in segments(project))


def test_a_stale_segment_shows_what_changed_and_can_be_said_to_be_still_right() -> None:
    project = make_project(chapters=(LETTER,))
    bob = cast()["bob"]
    line = segments(project)[1]
    actions.translate(line, language="ar", words="اكتبوا 3 أسطر.", by=None)
    text = line.text
    changed = LETTER.replace("Write 3 lines", "Write 3 short lines")
    actions.write(text, language="en", source=changed.encode(), by=None, severity=Severity.SAFETY)
    line = segments(project)[1]
    path = f"/en/translate/{project.pk}/ar/words/{text.pk}/?show=stale"
    page = _page(bob[1], path)
    assert "<ins>short </ins>" in page
    assert "safety: the original has changed" in page
    assert page.count("<textarea") == 1
    form = {**_form(**{f"s{line.pk}": "اكتبوا 3 أسطر."}), "fresh": str(line.pk)}
    assert bob[1].post(path, form).status_code == 302
    assert Translation.objects.get(segment=line).source_hash == line.hash
    assert "Nothing of that kind is left" in _page(bob[1], path)


def test_the_original_that_changes_under_a_translators_hands_is_said() -> None:
    project = make_project(chapters=(LETTER,))
    line = segments(project)[1]
    actions.translate(line, language="ar", words="اكتبوا.", by=None)
    form = _form(**{f"s{line.pk}": "اكتبوا 3 أسطر."})
    changed = LETTER.replace("Write 3 lines", "Write 4 lines")
    actions.write(line.text, language="en", source=changed.encode(), by=None)
    path = f"/en/translate/{project.pk}/ar/words/{line.text_id}/"
    page = cast()["bob"][1].post(path, form).content.decode()
    assert "The original changed while you wrote" in page
    assert _field(page, line) == "اكتبوا 3 أسطر."


def test_nobody_judges_their_own_words_and_the_rest_of_the_page_is_judged() -> None:
    project = make_project(chapters=(LETTER,))
    people = cast()
    title, line, other, last = segments(project)
    actions.translate(title, language="ar", words="رسالة", by=people["bob"][0])
    actions.translate(line, language="ar", words="اكتبوا 3 أسطر.", by=people["dora"][0])
    path = f"/en/translate/{project.pk}/ar/words/{title.text_id}/"
    form = _form(**{f"s{one.pk}": _words(one) for one in (title, line, other, last)})
    response = people["bob"][1].post(path, form | {"judge": "reviewed:all"})
    assert response.status_code == 409
    assert "Somebody else has to read them" in response.content.decode()
    states = dict(Translation.objects.values_list("segment", "state"))
    assert states == {title.pk: State.DRAFT, line.pk: State.REVIEWED}
    judged = people["dora"][1].post(path, {"judge": f"approved:{title.pk}"})
    assert judged.status_code == 409
    assert Translation.objects.get(segment=title).state == State.DRAFT


def test_an_editor_approves_and_sends_back_and_the_history_tells_roles_only() -> None:
    project = make_project(chapters=(LETTER,))
    people = cast()
    title = segments(project)[0]
    actions.translate(title, language="ar", words="رسالة", by=people["bob"][0])
    alice, path = people["alice"][1], f"/en/translate/{project.pk}/ar/segment/{title.pk}/"
    form = _form(**{f"s{title.pk}": "رسالة"})
    assert alice.post(path, form | {"judge": f"approved:{title.pk}"}).status_code == 302
    assert Translation.objects.get(segment=title).state == State.APPROVED
    page = _page(alice, path)
    assert "Written here <small>Translator</small>" in page
    assert "Read and approved <small>Editor</small>" in page
    assert "bob" not in page
    assert "The translator" not in page
    assert alice.post(path, form | {"judge": f"draft:{title.pk}"}).status_code == 302
    assert Translation.objects.get(segment=title).state == State.DRAFT


def test_an_error_stops_an_approval_and_stands_beside_the_field() -> None:
    project = make_project(chapters=(LETTER.replace("3 lines", "to {name}"),))
    people = cast()
    line = segments(project)[1]
    actions.translate(line, language="ar", words="اكتبوا.", by=people["bob"][0])
    path = f"/en/translate/{project.pk}/ar/segment/{line.pk}/"
    form = _form(**{f"s{line.pk}": _words(line)})
    response = people["alice"][1].post(path, form | {"judge": f"approved:{line.pk}"})
    page = response.content.decode()
    assert response.status_code == 409
    assert '<li class="error">' in page
    assert "cannot be approved before" in page
    assert Translation.objects.get(segment=line).state == State.DRAFT


def test_a_suggestion_is_taken_with_one_tap() -> None:
    project = make_project()
    bob = cast()["bob"][1]
    pen = segments(project)[-1]
    actions.remember("en", "ar", [(pen.source_text, "خذوا قلماً.")], by=None)
    path = f"/en/translate/{project.pk}/ar/segment/{pen.pk}/"
    assert f'name="take-{pen.pk}" value="خذوا قلماً."' in _page(bob, path)
    form = _form(**{f"s{pen.pk}": ""}) | {f"take-{pen.pk}": "خذوا قلماً."}
    assert bob.post(path, form).status_code == 302
    row = Translation.objects.get(segment=pen)
    assert (row.text, row.origin) == ("خذوا قلماً.", Origin.MEMORY)


def test_comments_are_kept_with_the_words_that_were_typed_and_settled() -> None:
    project = make_project()
    bob = cast()["bob"][1]
    title = segments(project)[0]
    path = f"/en/translate/{project.pk}/ar/segment/{title.pk}/"
    form = _form(**{f"s{title.pk}": "رسالة"}) | {f"comment-{title.pk}": "Which letter?"}
    assert bob.post(path, form).status_code == 302
    assert _words(title) == "رسالة"
    page = _page(bob, path)
    assert "Which letter?" in page
    found = re.search(r'name="settle" value="(\d+)"', page)
    assert found
    assert "A letter" in _page(bob, f"/en/translate/{project.pk}/ar/words/?show=commented")
    bob.post(path, _form(**{f"s{title.pk}": "رسالة"}) | {"settle": found.group(1)})
    assert "settled" in _page(bob, path)
    rest = _page(bob, f"/en/translate/{project.pk}/ar/words/?show=commented")
    assert "Nothing of that kind" in rest


def test_the_script_gets_what_the_page_would_have_shown() -> None:
    project = make_project()
    people = cast()
    title = segments(project)[0]
    path = f"/en/translate/{project.pk}/ar/words/{title.text_id}/"
    form = _form(**{f"s{title.pk}": "رسالة"})
    told = people["bob"][1].post(path, form, **JSON)
    assert told.status_code == 200
    row = told.json()["rows"][str(title.pk)]
    assert (row["words"], row["bad"], row["seen"]) == ("رسالة", False, _seen(title))
    assert told.json()["said"] == "Saved."
    actions.translate(title, language="ar", words="أخرى", by=people["dora"][0])
    form[f"words-{title.pk}"] = "رسالتي"
    late = people["bob"][1].post(path, form, **JSON)
    assert late.status_code == 409
    assert late.json()["rows"][str(title.pk)]["bad"]
    assert "أخرى" in late.json()["rows"][str(title.pk)]["after"]
    assert _words(title) == "أخرى"


def test_a_segment_of_another_project_is_not_reached_through_this_one() -> None:
    mine, theirs = make_project(), make_project()
    bob = cast()["bob"][1]
    other = segments(theirs)[0]
    assert bob.get(f"/en/translate/{mine.pk}/ar/segment/{other.pk}/").status_code == 404
    form = {f"words-{other.pk}": "x", f"seen-{other.pk}": ""}
    bob.post(f"/en/translate/{mine.pk}/ar/words/", form)
    assert _words(other) == ""
    assert bob.get(f"/en/translate/{mine.pk}/fr/words/").status_code == 404
    assert bob.get(f"/en/translate/{mine.pk}/ar/words/{other.text_id}/").status_code == 404


def test_the_desk_asks_as_many_questions_for_fifteen_segments_as_for_two() -> None:
    few, many = "---\ntitle: Few\n---\n\nOne.\n", "\n\n".join(f"Line {n}." for n in range(15))
    project = make_project(chapters=(few, many))
    bob = cast()["bob"][1]
    for one in segments(project):
        actions.translate(one, language="ar", words=f"سطر {one.position}", by=None)
    short, long = (place.text_id for place in project.places.order_by("order"))
    counts = []
    for text in (short, short, long):
        with CaptureQueriesContext(connection) as asked:
            _page(bob, f"/en/translate/{project.pk}/ar/words/{text}/")
        counts.append(len(asked))
    assert counts[2] <= counts[1]


def test_the_same_words_sent_twice_are_no_conflict() -> None:
    project = make_project()
    bob = cast()["bob"][1]
    title = segments(project)[0]
    form = _form(**{f"s{title.pk}": "رسالة"})
    path = f"/en/translate/{project.pk}/ar/words/{title.text_id}/"
    assert [bob.post(path, form).status_code for _twice in range(2)] == [302, 302]


def test_a_comment_that_is_too_long_stays_in_its_field() -> None:
    project = make_project()
    bob = cast()["bob"][1]
    title = segments(project)[0]
    path = f"/en/translate/{project.pk}/ar/segment/{title.pk}/"
    said = "why " * 1_100
    form = _form(**{f"s{title.pk}": "رسالة"}) | {f"comment-{title.pk}": said}
    response = bob.post(path, form)
    assert response.status_code == 409
    assert said.strip() in response.content.decode()
    assert _words(title) == "رسالة"


def test_a_reader_goes_through_what_others_wrote_with_one_button() -> None:
    project = make_project(chapters=(LETTER,))
    people = cast()
    for one in segments(project)[:2]:
        actions.translate(one, language="ar", words=f"كلمات 3 {one.pk}", by=people["dora"][0])
    bob = people["bob"][1]
    path = bob.get(f"/en/translate/{project.pk}/ar/next/?show=unreviewed").headers["Location"]
    for one in segments(project)[:2]:
        assert f"/segment/{one.pk}/" in path
        assert f'value="reviewed:{one.pk}+next"' in _page(bob, path)
        form = _form(**{f"s{one.pk}": _words(one)}) | {"judge": f"reviewed:{one.pk}+next"}
        path = bob.post(path, form).headers["Location"]
    assert path.endswith("?done=unreviewed")
    assert set(Translation.objects.values_list("state", flat=True)) == {State.REVIEWED}


def test_a_corrected_spelling_marks_nothing_and_is_confirmed_at_leisure() -> None:
    project = make_project(chapters=(LETTER,))
    bob = cast()["bob"][1]
    line = segments(project)[1]
    actions.translate(line, language="ar", words="اكتبوا 3 أسطر.", by=None)
    changed = LETTER.replace("Write 3 lines", "Write 3 linez")
    text = line.text
    actions.write(text, language="en", source=changed.encode(), by=None, severity=Severity.TYPO)
    page = _page(bob, f"/en/translate/{project.pk}/ar/words/{text.pk}/")
    assert "wording only" in page
    assert "<ins>linez." in page
    assert "behind its original" not in page


def test_whoever_was_overtaken_may_leave_the_others_words_standing() -> None:
    project = make_project()
    people = cast()
    title, line, *_rest = segments(project)
    form = _form(**{f"s{title.pk}": "رسالتي", f"s{line.pk}": "اكتبوا 3 أسطر."})
    actions.translate(title, language="ar", words="رسالتها", by=people["dora"][0])
    path = f"/en/translate/{project.pk}/ar/words/{title.text_id}/"
    page = people["bob"][1].post(path, form).content.decode()
    assert f'name="leave" value="{title.pk}"' in page
    assert people["bob"][1].post(path, form | {"leave": f"{title.pk}"}).status_code == 302
    assert (_words(title), _words(line)) == ("رسالتها", "اكتبوا 3 أسطر.")
