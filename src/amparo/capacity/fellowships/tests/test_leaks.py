"""What somebody conflicted, undeclared or elsewhere must not learn: of rows, frames, counts, posts.

Each of these leaked in a tool that others use: counts and averages of reviewers gave a conflicted
chair a paper's standing (HotCRP 426), "0/0 reviews" betrayed a reviewer (OpenReview 351), somebody
was given their own paper because nothing was confirmed yet (OpenReview 301), declared relations
were not asked (OpenReview 304, HotCRP 316), and a blanked field showed the original (pretalx).
"""

import json
import uuid

import pytest

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.models import Application, Call, Cohort, Reading
from amparo.ground.vault.tests.people import b64, living, person, sealed

from .factories import (
    COACH,
    OFFICE,
    assign,
    copy_for,
    declare,
    do,
    hash_of,
    judge,
    make_application,
    make_call,
    make_fellowship,
    make_reviewer,
    office,
    office_item,
    reviewer,
    say,
)

pytestmark = pytest.mark.django_db


def bar(by, application, who):
    do(by, verb="bar.set", application=str(application.pk), keyring=str(who.keyring.pk))


def seen(who):
    """Everything that the server tells somebody, as one text."""
    return json.dumps(queries.overview(who.account))


@pytest.fixture
def round_():
    """An office of two, a call, an eligible application that one reviewer judged."""
    chair, colleague, reads = office("chair"), office("colleague"), reviewer()
    call = make_call(chair, colleague)
    application = make_application(call, state="eligible")
    row = make_reviewer(chair, reads, call)
    reading = assign(chair, reads, application, row)
    judge(reads, reading)
    return chair, colleague, reads, call, application, row, reading


def test_whoever_is_barred_finds_no_trace_of_the_application(round_):
    chair, colleague, _reads, _call, application, row, reading = round_
    do(
        chair,
        verb="application.items",
        application=str(application.pk),
        items=[office_item(chair, application)],
    )
    item = application.items.get()
    assert str(application.pk) in seen(colleague)
    bar(chair, application, colleague)
    told = seen(colleague)
    for one in (application.pk, reading.pk, item.pk):
        assert str(one) not in told
    wanted = [str(application.pk), f"{reading.pk}/review", str(item.pk), str(row.pk)]
    given = queries.frames(colleague.account, wanted)
    assert set(given) == {str(row.pk)}  # a reviewer's own declaration stays readable
    assert set(queries.frames(chair.account, wanted)) == set(wanted)


def test_no_count_tells_a_barred_person_that_there_is_one_more(round_):
    chair, colleague, _reads, call, application, _row, _reading = round_
    other = make_application(call, state="eligible")
    bar(chair, application, colleague)
    (told,) = queries.overview(colleague.account)["calls"]
    assert [one["id"] for one in told["applications"]] == [str(other.pk)]
    assert "1" not in [str(one.count) for one in queries.waiting(colleague.account)]


def test_a_barred_person_can_do_nothing_and_missing_is_like_forbidden(round_):
    chair, colleague, _reads, _call, application, _row, reading = round_
    bar(chair, application, colleague)
    nowhere = str(uuid.uuid4())
    for verb, name, here in (
        ("application.items", "application", application.pk),
        ("application.tell", "application", application.pk),
        ("reading.withdraw", "reading", reading.pk),
    ):
        said = []
        for one in (str(here), nowhere):
            with pytest.raises(actions.BatchRefusedError) as refused:
                do(colleague, verb=verb, **{name: one})
            said.append(str(refused.value))
        assert said[0] == said[1]


def test_nobody_lifts_their_own_bar(round_):
    chair, colleague, _reads, _call, application, _row, _reading = round_
    bar(chair, application, colleague)
    for by in (colleague,):
        with pytest.raises(actions.BatchRefusedError):
            do(
                by,
                verb="bar.lift",
                application=str(application.pk),
                keyring=str(colleague.keyring.pk),
            )
    assert application.bars.count() == 1


def test_a_cohort_being_composed_is_hidden_from_whoever_is_barred_until_it_is_decided(round_):
    chair, colleague, _reads, call, application, _row, _reading = round_
    epoch = living(call.pk)
    identifier = uuid.uuid4()
    frame = sealed(
        epoch.recipient, chair, scope=call.pk, epoch=epoch.pk, item=identifier, kind="cohort",
        body={"rows": {"1": str(application.pk)}},
    )  # fmt: skip
    do(
        chair,
        verb="cohort.freeze",
        id=str(identifier),
        call=str(call.pk),
        number=1,
        digest=hash_of("record"),
        epoch=str(epoch.pk),
        frame=b64(frame),
    )
    assert str(identifier) in queries.frames(colleague.account, [str(identifier)])
    bar(chair, application, colleague)
    assert queries.frames(colleague.account, [str(identifier)]) == {}
    assert str(identifier) not in seen(colleague)
    Call.objects.filter(pk=call.pk).update(state="decided", decided_on="2026-11-01")
    assert str(identifier) in queries.frames(colleague.account, [str(identifier)])
    assert Cohort.objects.get().digest == hash_of("record")


def test_undeclared_means_unassigned(round_):
    chair, _colleague, _reads, call, application, _row, _reading = round_
    fresh = reviewer("fresh")
    row = make_reviewer(chair, fresh, call, declared=False)
    with pytest.raises(actions.BatchRefusedError, match="not declared"):
        assign(chair, fresh, application, row)
    declare(fresh, row)
    assert assign(chair, fresh, application, row).state == Reading.State.ASSIGNED


def test_a_conflict_after_the_assignment_takes_the_file_and_its_words_away(round_):
    chair, _colleague, reads, call, application, row, reading = round_
    do(chair, verb="discussion.set", call=str(call.pk), open=True)
    said = say(chair, application, reads)
    assert str(said) in seen(reads)
    bar(chair, application, reads)
    assert str(reading.pk) not in seen(reads)
    assert str(said) not in seen(reads)
    wanted = [str(reading.pk), f"{reading.pk}/own"]
    assert queries.frames(reads.account, wanted) == {}
    with pytest.raises(actions.BatchRefusedError):
        assign(chair, reads, application, row)


def test_a_file_that_is_returned_does_not_come_back(round_):
    chair, _colleague, _reads, call, _application, _row, _reading = round_
    again = make_application(call, state="eligible")
    knows = reviewer("knows")
    row = make_reviewer(chair, knows, call)
    reading = assign(chair, knows, again, row)
    do(knows, verb="reading.return", reading=str(reading.pk))
    assert str(again.pk) not in seen(knows)
    assert Reading.objects.get(pk=reading.pk).copy is None
    with pytest.raises(actions.BatchRefusedError):
        assign(chair, knows, again, row)


def test_a_reviewer_gets_their_copies_and_nothing_else_of_the_call(round_):
    chair, _colleague, reads, call, application, _row, reading = round_
    other = make_application(call, state="eligible")
    told = queries.overview(reads.account)
    (mine,) = told["calls"]
    assert mine["applications"] == mine["reviewers"] == mine["cohorts"] == []
    assert [one["id"] for one in told["readings"]] == [str(reading.pk)]
    assert str(other.pk) not in json.dumps(told)
    wanted = [str(application.pk), str(other.pk), str(reading.pk), f"{reading.pk}/review"]
    assert set(queries.frames(reads.account, wanted)) == {str(reading.pk)}
    with pytest.raises(actions.BatchRefusedError):
        do(reads, verb="application.tell", application=str(application.pk))
    assert str(chair.keyring.pk) not in json.dumps(told["readings"])


def test_who_else_reads_a_file_is_told_after_ones_own_judgement_in_an_open_discussion(round_):
    chair, _colleague, reads, call, application, _row, _reading = round_
    second = reviewer("second")
    theirs = assign(chair, second, application, make_reviewer(chair, second, call))
    for discussion, done in ((False, False), (True, False)):
        do(chair, verb="discussion.set", call=str(call.pk), open=discussion)
        (told,) = queries.overview(second.account)["readings"]
        assert told["others"] == [], (discussion, done)
    judge(second, theirs)
    (told,) = queries.overview(second.account)["readings"]
    assert [one["keyring"] for one in told["others"]] == [str(reads.keyring.pk)]
    do(chair, verb="discussion.set", call=str(call.pk), open=False)
    (told,) = queries.overview(second.account)["readings"]
    assert told["others"] == []


def test_a_post_reaches_those_who_have_judged_and_the_office_alone(round_):
    chair, _colleague, reads, call, application, _row, _reading = round_
    second, stranger = reviewer("second"), reviewer("stranger")
    assign(chair, second, application, make_reviewer(chair, second, call))
    make_reviewer(chair, stranger, call)
    do(chair, verb="discussion.set", call=str(call.pk), open=True)
    for somebody in (second, stranger):
        with pytest.raises(actions.BatchRefusedError):
            say(reads, application, somebody)
        with pytest.raises(actions.BatchRefusedError):
            say(somebody, application)
    said = say(reads, application)
    assert str(said) in seen(chair)
    assert str(said) not in seen(second)


def test_what_was_judged_stays_once_the_discussion_is_open(round_):
    chair, _colleague, reads, call, _application, _row, reading = round_
    judge(reads, reading, version=2)
    do(chair, verb="discussion.set", call=str(call.pk), open=True)
    with pytest.raises(actions.BatchRefusedError, match="discussion is open"):
        judge(reads, reading, version=3)


def test_an_office_without_the_calls_key_sees_its_name_and_nothing_in_it(round_):
    _chair, _colleague, _reads, _call, application, _row, _reading = round_
    other = person("elsewhere", OFFICE)
    (told,) = queries.overview(other.account)["calls"]
    assert not told["mine"]
    assert told["applications"] == told["reviewers"] == []
    assert queries.frames(other.account, [str(application.pk)]) == {}
    with pytest.raises(actions.BatchRefusedError):
        do(other, verb="application.tell", application=str(application.pk))


def test_a_draft_is_nobodys_but_its_writers(round_):
    chair, _colleague, _reads, call, _application, _row, _reading = round_
    epoch = living(call.pk)
    frame = sealed(
        epoch.recipient, None, scope=call.pk, epoch=epoch.pk, item=uuid.uuid4(), kind="application",
        body={},
    )  # fmt: skip
    row = actions.save_draft(
        call=call, id=uuid.uuid4(), own=frame, version=1, token_hash=hash_of(),
        lookup_hash=hash_of(),
    )  # fmt: skip
    assert row.state == Application.State.DRAFT
    assert str(row.pk) not in seen(chair)
    assert queries.frames(chair.account, [str(row.pk)]) == {}


def test_a_fellowship_exists_for_whoever_holds_its_key(round_):
    chair, colleague, reads, call, _application, _row, _reading = round_
    coach, other_coach = person("coach", COACH), person("other-coach", COACH)
    row = make_fellowship(chair, call, coach)
    item = str(row.items.get().pk)
    for who, may in ((chair, True), (coach, True), (other_coach, False), (colleague, False)):
        assert (str(row.pk) in seen(who)) is may
        assert bool(queries.frames(who.account, [item])) is may
    assert str(row.pk) not in seen(reads)
    (told,) = queries.overview(coach.account)["calls"]
    assert told["applications"] == []


def test_a_copy_sealed_for_one_is_not_given_to_another(round_):
    chair, _colleague, reads, call, application, _row, reading = round_
    second = reviewer("second")
    row = make_reviewer(chair, second, call)
    with pytest.raises(actions.BatchRefusedError):
        do(
            chair,
            verb="reading.assign",
            id=str(reading.pk),
            application=str(application.pk),
            reviewer=str(row.pk),
            copy=copy_for(chair, second, application, reading.pk),
        )
    assert queries.frames(second.account, [str(reading.pk)]) == {}
    assert str(reading.pk) in queries.frames(reads.account, [str(reading.pk)])
