"""Staff's own pages."""

from datetime import UTC, datetime

import pytest

from amparo.capacity.press.tests.factories import make_publication
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.interface import actions as interface
from amparo.ground.interface.queries import installation
from amparo.ground.record import actions as record
from amparo.ground.record import queries as trail
from amparo.ground.record.models import AuditEvent
from amparo.ground.vocabulary import actions as vocabulary
from amparo.ground.vocabulary.models import PriorityGroup, Theme
from amparo.ground.work.models import Job

PAGES = {
    "/en/desk/": set(Role),
    "/en/interface/": set(Role),
    "/en/desk/jobs/": {Role.ADMINISTRATOR, Role.EDITOR},
    "/en/desk/audit/": {Role.ADMINISTRATOR, Role.AUDITOR},
    "/en/desk/organisation/": {Role.ADMINISTRATOR},
    "/en/desk/words/": {Role.ADMINISTRATOR, Role.EDITOR, Role.STRATEGIST},
    "/en/desk/words/themes/new/": {Role.ADMINISTRATOR, Role.EDITOR, Role.STRATEGIST},
    "/en/desk/words/themes/business/": {Role.ADMINISTRATOR, Role.EDITOR, Role.STRATEGIST},
}


@pytest.fixture
def words(db):
    vocabulary.load()


def _signed_in(client, *roles, handle="alice", **given):
    account = make_account(handle, roles=roles, **given)
    sign_in(client, account)
    return account


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", list(PAGES))
def test_each_role_opens_its_pages_and_no_others(words, client, role, address):
    _signed_in(client, role)
    assert client.get(address).status_code == (200 if role in PAGES[address] else 404)


@pytest.mark.parametrize("address", list(PAGES))
@pytest.mark.parametrize(
    "given",
    [{}, {"roles": list(Role), "second_factor": False}, {"roles": list(Role), "asleep": True}],
)
def test_for_those_whose_roles_do_not_count_nothing_is_there(words, client, address, given):
    sign_in(client, make_account("stranger", **given))
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "Mine"}).status_code in {404, 405}


@pytest.mark.parametrize("address", [*PAGES, "/en/desk/words/themes/nothing/"])
def test_signed_out_one_is_sent_to_sign_in(words, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/sign-in/?next={address}")


def test_the_desk_leads_only_where_one_may_go(db, client):
    _signed_in(client, Role.AUDITOR)
    page = client.get("/en/desk/").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "/en/desk/audit/" in main
    assert "/en/desk/organisation/" not in main
    assert "/en/desk/people/" not in main
    assert "Nothing waits. Well done, all of you." in main


def test_the_audit_trail_names_actors_by_a_short_random_id(db, client):
    alice = _signed_in(client, Role.AUDITOR)
    record.note(by=alice.actor, verb="press.import", kind="press.publication", object_id="7")
    record.note(by=None, verb="press.import", kind="press.publication", object_id="8")
    page = client.get("/en/desk/audit/").content.decode()
    assert alice.actor.hex[:8] in page
    assert str(alice.actor) not in page
    assert f"The auditor {alice.pk}" in page
    assert "the server" in page
    assert ">alice<" not in page


def test_the_audit_trail_is_checked_when_asked(db, client):
    alice = _signed_in(client, Role.AUDITOR)
    record.note(by=alice.actor, verb="press.import", kind="press.publication", object_id="7")
    assert "The trail is whole." in client.post("/en/desk/audit/").content.decode()
    AuditEvent.objects.update(verb="press.other")
    assert "The trail does not hold." in client.post("/en/desk/audit/").content.decode()


def test_the_audit_trail_takes_the_same_queries_on_any_page(db, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    alice = _signed_in(client, Role.AUDITOR)

    def asked():
        with CaptureQueriesContext(connection) as made:
            client.get("/en/desk/audit/")
        return len(made)

    record.note(by=alice.actor, verb="press.import", kind="press.publication", object_id="1")
    asked()
    before = asked()
    for number in range(60):
        record.note(
            by=alice.actor, verb="press.import", kind="press.publication", object_id=str(number)
        )
    assert asked() == before
    page = client.get("/en/desk/audit/?page=2").content.decode()
    assert "Page 2 of 2" in page
    assert client.get("/en/desk/audit/?page=nonsense").status_code == 200


def test_jobs_show_how_far_they_are_and_why_they_failed(db, client):
    _signed_in(client, Role.EDITOR)
    now = datetime.now(UTC)
    Job.objects.create(
        name="press.rebuild", state="running", fraction=0.4, next_step="chapter 5", enqueued=now
    )
    Job.objects.create(
        name="press.rebuild",
        state="failed",
        attempts=5,
        enqueued=now,
        finished=now,
        failure_class="ValueError",
        failure_place="jobs.py:12",
    )
    page = client.get("/en/desk/jobs/").content.decode()
    assert "40% done" in page
    assert "next: chapter 5" in page
    assert "Failed with ValueError at jobs.py:12" in page
    assert "tried 5 times" in page


def test_without_jobs_the_page_says_what_will_stand_there(db, client):
    _signed_in(client, Role.EDITOR)
    assert "No job was ever given." in client.get("/en/desk/jobs/").content.decode()


def test_a_new_name_shows_at_once_and_is_noted(db, client):
    interface.establish(name="Casa Umbral")
    alice = _signed_in(client, Role.ADMINISTRATOR)
    stamp = installation().stamp
    data = {"name": "Casa Luz", "name_ar": "بيت النور", "exit_fr": "https://meteo.example/"}
    answer = client.post("/en/desk/organisation/", data)
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/")
    row = installation()
    assert (row.name, row.name_in("ar"), row.name_in("ru")) == ("Casa Luz", "بيت النور", "Casa Luz")
    assert row.exit_for("fr") == "https://meteo.example/"
    assert row.stamp != stamp
    event = trail.events(1).object_list[0]
    assert (event.verb, event.actor) == ("front.rename", alice.actor)


def test_an_exit_that_is_not_encrypted_is_refused_and_the_rest_is_kept(db, client):
    interface.establish(name="Casa Umbral")
    _signed_in(client, Role.ADMINISTRATOR)
    data = {"name": "Casa Luz", "exit_fr": "http://meteo.example/"}
    page = client.post("/en/desk/organisation/", data).content.decode()
    assert "The address must begin with https://" in page
    assert "Casa Luz" in page
    assert installation().name == "Casa Umbral"


def test_the_list_of_priorities_is_open(words, client):
    interface.establish(name="Casa Umbral")
    alice = _signed_in(client, Role.STRATEGIST)
    stamp = installation().stamp
    answer = client.post("/en/desk/words/priorities/new/", {"name_en": "Defenders of rivers"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/words/")
    row = PriorityGroup.objects.get(slug="defenders-of-rivers")
    event = trail.events(1).object_list[0]
    assert (event.verb, event.kind, event.actor, event.object_id) == (
        "vocabulary.add",
        "vocabulary.priority_group",
        alice.actor,
        str(row.pk),
    )
    assert installation().stamp != stamp


def test_a_theme_is_renamed_taken_out_of_use_and_put_back(words, client):
    _signed_in(client, Role.EDITOR)
    address = "/en/desk/words/themes/business/"
    client.post(address, {"name_en": "Companies", "name_ar": "الشركات"})
    assert Theme.objects.get(slug="business").names == {"en": "Companies", "ar": "الشركات"}
    client.post(address, {"use": "retire"})
    assert Theme.objects.get(slug="business").retired
    assert "not in use" in client.get("/en/desk/words/").content.decode()
    client.post(address, {"use": "restore"})
    assert not Theme.objects.get(slug="business").retired
    verbs = [event.verb for event in trail.events(1).object_list]
    assert verbs[:3] == ["vocabulary.restore", "vocabulary.retire", "vocabulary.rename"]


def test_an_entry_without_a_name_is_refused_and_nothing_is_lost(words, client):
    _signed_in(client, Role.EDITOR)
    page = client.post("/en/desk/words/themes/business/", {"name_en": " "}).content.decode()
    assert "Give a name in at least one language." in page
    assert Theme.objects.get(slug="business").names["en"] == "Business and human rights"


@pytest.mark.parametrize(
    "address", ["/en/desk/words/themes/nothing/", "/en/desk/words/nothing/new/"]
)
def test_a_missing_entry_is_not_there(words, client, address):
    _signed_in(client, Role.EDITOR)
    assert client.get(address).status_code == 404


def test_a_new_name_reaches_the_files_that_people_download(words, client, tmp_path):
    interface.establish(name="Casa Umbral")
    _signed_in(client, Role.ADMINISTRATOR)
    edition = make_publication(tmp_path)
    Job.objects.all().delete()
    client.post("/en/desk/organisation/", {"name": "Casa Luz"})
    assert Job.objects.filter(name="press.build_all", ids=[edition.pk]).count() == 1
    client.post("/en/desk/organisation/", {"name": "Casa Luz", "exit_en": "https://meteo.example/"})
    assert Job.objects.filter(name="press.build_all", ids=[edition.pk]).count() == 1
