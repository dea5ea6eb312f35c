"""Staff: invited, given roles, put to sleep, woken, taken away."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from amparo.ground.identity import actions, queries
from amparo.ground.identity.models import Account, Invitation, Membership, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db
HERE = "/en/desk/people/"
JOIN = "/en/invitation/"


def administrator(handle: str = "ada") -> tuple[Account, Client]:
    account = make_account(handle, roles=[Role.ADMINISTRATOR])
    return account, sign_in(Client(), account)


def invited(client: Client, *roles: str) -> str:
    page = client.post(HERE, {"label": "Amina", "roles": roles or ("editor",)})
    assert page.headers["Cache-Control"] == "no-store, no-transform"
    found = re.search(r'class="secret" dir="ltr">([\d ]+)<', page.content.decode())
    assert found is not None
    return found[1]


def test_an_invitation_makes_whoever_holds_its_code_staff_once() -> None:
    _ada, client = administrator()
    code = invited(client, "editor", "translator")
    assert code.replace(" ", "") not in str(vars(Invitation.objects.get()))
    bob = make_account("bob")
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = sign_in(Client(), bob).post(JOIN, {"code": arabic})
    assert answer.headers["Location"] == "/en/me/account/second-step/"
    assert set(bob.memberships.values_list("role", "label")) == {
        ("editor", "Amina"),
        ("translator", "Amina"),
    }
    carol = make_account("carol")
    again = sign_in(Client(), carol).post(JOIN, {"code": code})
    assert "No open invitation has this code" in again.content.decode()
    assert not carol.memberships.exists()


def test_after_seven_days_the_code_opens_nothing() -> None:
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        ada, _client = administrator()
        _invitation, code = actions.invite([Role.EDITOR], label="Amina", by=ada)
        clock.shift(timedelta(days=7, minutes=1))
        with pytest.raises(actions.NotAnInvitationError):
            actions.redeem(code, by=make_account("bob"))
        assert actions.sweep_invitations() == 1


def test_a_withdrawn_code_opens_nothing() -> None:
    _ada, client = administrator()
    code = invited(client)
    client.post(f"{HERE}invitations/{Invitation.objects.get().pk}/withdraw/")
    with pytest.raises(actions.NotAnInvitationError):
        actions.redeem(code, by=make_account("bob"))


def test_colleagues_see_labels_and_never_handles() -> None:
    _ada, client = administrator()
    bob = make_account("bobs-secret-handle")
    actions.grant(bob, Role.EDITOR, label="Bob of the press")
    page = client.get(HERE).content.decode()
    assert "Bob of the press" in page
    assert "bobs-secret-handle" not in page
    assert "no second step yet" in page


def test_the_people_page_asks_as_much_for_thirty_as_for_one(
    django_assert_num_queries,
) -> None:
    ada, _client = administrator()
    for number in range(30):
        make_account(f"member {number}", roles=[Role.EDITOR, Role.TRANSLATOR])
    assert ada.roles
    with django_assert_num_queries(1):
        people = queries.people(ada)
        assert len(people) == 31
        assert all(membership.role_name() for person in people for membership in person.memberships)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ADMINISTRATOR)])
def test_nobody_but_an_administrator_finds_the_people_page(role: Role | None) -> None:
    make_account("somebody", roles=[Role.EDITOR])
    membership = Membership.objects.get()
    client = sign_in(Client(), make_account("bob", roles=[role] if role else []))
    assert client.get(HERE).status_code == 404
    for verb in ["wake", "sleep", "take-away"]:
        assert client.post(f"{HERE}{membership.pk}/{verb}/").status_code == 404
    assert Membership.objects.filter(pk=membership.pk, asleep=False).exists()


def test_an_administrator_puts_to_sleep_wakes_and_takes_away() -> None:
    ada, client = administrator()
    bob = make_account("bob", roles=[Role.EDITOR])
    membership = bob.memberships.get()
    client.post(f"{HERE}{membership.pk}/sleep/")
    assert Account.objects.get(pk=bob.pk).roles == frozenset()
    client.post(f"{HERE}{membership.pk}/wake/")
    assert Account.objects.get(pk=bob.pk).roles == {Role.EDITOR}
    client.post(f"{HERE}{membership.pk}/take-away/")
    assert Account.objects.get(pk=bob.pk).roles == frozenset()
    entries = AuditEvent.objects.order_by("seq").values_list("actor", "verb", "object_id")
    assert list(entries) == [
        (ada.actor, "identity.role_put_to_sleep", str(bob.actor)),
        (ada.actor, "identity.role_woken", str(bob.actor)),
        (ada.actor, "identity.role_taken_away", str(bob.actor)),
    ]


def test_the_last_administrator_stays() -> None:
    ada, client = administrator()
    membership = ada.memberships.get()
    for verb in ["sleep", "take-away"]:
        page = client.post(f"{HERE}{membership.pk}/{verb}/")
        assert "only administrator who is awake" in page.content.decode()
    administrator("grace")
    assert client.post(f"{HERE}{membership.pk}/sleep/").status_code == 302
    assert client.get(HERE).status_code == 404


def test_the_first_administrator_is_made_once() -> None:
    ada, bob = make_account("ada"), make_account("bob")
    assert not queries.has_administrator()
    actions.found(ada, label="Ada")
    assert queries.has_administrator()
    with pytest.raises(actions.LastAdministratorError):
        actions.found(bob, label="Bob")
    assert ada.owes_second_factor


def test_asleep_roles_wait_for_administrators_and_say_so_to_their_holder() -> None:
    ada, _client = administrator()
    bob = make_account("bob", roles=[Role.EDITOR], asleep=True)
    assert [waiting.count for waiting in queries.waiting(ada)] == [1]
    assert [waiting.url for waiting in queries.waiting(bob)] == ["/en/me/account/"]
    assert queries.waiting(make_account("carol")) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_set_up_at_the_same_moment_do_not_both_become_the_first() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has one connection")
    together = threading.Barrier(2)
    refused: list[str] = []

    def found(account: Account) -> None:
        try:
            together.wait(timeout=10)
            actions.found(account, label=account.handle)
        except actions.LastAdministratorError:
            refused.append(account.handle)
        finally:
            connection.close()

    both = [threading.Thread(target=found, args=[make_account(name)]) for name in ("ada", "grace")]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    assert len(refused) == 1
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1
