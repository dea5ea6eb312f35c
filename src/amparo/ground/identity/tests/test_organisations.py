"""Partners: named, changed, ended; people of theirs hold that one role, for one organisation."""

import re

import pytest
from django.test import Client

from amparo.ground.identity import actions, queries
from amparo.ground.identity.models import Account, Invitation, Organisation, Role, Session
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db
HERE = "/en/desk/organisations/"


def administrator() -> tuple[Account, Client]:
    account = make_account("ada", roles=[Role.ADMINISTRATOR])
    return account, sign_in(Client(), account)


def invited(client: Client, organisation: Organisation) -> str:
    page = client.post(
        f"{HERE}invite/", {"label": "Rosa of the harbour", "organisation": str(organisation.pk)}
    )
    assert page.headers["Cache-Control"] == "no-store, no-transform"
    found = re.search(r'class="secret" dir="ltr">([\d ]+)<', page.content.decode())
    assert found is not None
    return found[1]


def test_a_partner_s_person_comes_in_by_a_code_that_names_their_organisation() -> None:
    _ada, client = administrator()
    client.post(HERE, {"name": "Refugio", "country": "PE", "note": ""})
    organisation = Organisation.objects.get()
    code = invited(client, organisation)
    assert "Rosa of the harbour" in client.get(HERE).content.decode()
    rosa = make_account("rosa")
    sign_in(Client(), rosa).post("/en/invitation/", {"code": code})
    assert rosa.memberships.values_list("role", "organisation").get() == (
        "partner",
        organisation.pk,
    )
    assert "Rosa of the harbour" in client.get(HERE).content.decode()
    assert "Rosa of the harbour" not in client.get("/en/desk/people/").content.decode()


def test_nobody_is_on_both_sides() -> None:
    ada, _client = administrator()
    here, there = (
        actions.add_organisation("Refugio", by=ada),
        actions.add_organisation("Asilo", by=ada),
    )
    bob, rosa = make_account("bob", roles=[Role.EDITOR]), make_account("rosa")
    actions.grant(rosa, Role.PARTNER, label="Rosa", organisation=here)
    _one, code = actions.invite([Role.PARTNER], label="Bob", by=ada, organisation=here)
    page = sign_in(Client(), bob).post("/en/invitation/", {"code": code})
    assert "works for another organisation" in page.content.decode()
    assert Invitation.objects.exists()
    for account, role, organisation in [
        (bob, Role.PARTNER, here),
        (bob, Role.PARTNER, None),
        (rosa, Role.EDITOR, None),
        (rosa, Role.PARTNER, there),
        (rosa, Role.EDITOR, here),
    ]:
        with pytest.raises(actions.OtherRolesError):
            actions.grant(account, role, label="X", organisation=organisation)
    for roles, organisation in [
        ([Role.PARTNER], None),
        ([Role.EDITOR], here),
        ([Role.EDITOR, Role.PARTNER], None),
    ]:
        with pytest.raises(actions.OtherRolesError):
            actions.invite(roles, label="X", by=ada, organisation=organisation)


def test_the_people_page_does_not_invite_partners() -> None:
    _ada, client = administrator()
    page = client.post("/en/desk/people/", {"label": "Rosa", "roles": ["partner"]})
    assert page.status_code == 200
    assert not Invitation.objects.exists()


def test_when_the_work_with_a_partner_ends_its_people_are_out() -> None:
    ada, client = administrator()
    organisation = actions.add_organisation("Refugio", by=ada)
    rosa = make_account("rosa", roles=[Role.PARTNER], organisation=organisation)
    sign_in(Client(), rosa)
    code = invited(client, organisation)
    client.post(f"{HERE}{organisation.pk}/end/")
    assert Account.objects.get(pk=rosa.pk).roles == frozenset()
    assert not Session.objects.filter(account=rosa).exists()
    with pytest.raises(actions.NotAnInvitationError):
        actions.redeem(code, by=make_account("eve"))
    assert AuditEvent.objects.filter(verb="identity.organisation_ended").exists()
    assert (
        client.post(
            f"{HERE}invite/", {"label": "X", "organisation": str(organisation.pk)}
        ).status_code
        == 200
    )
    assert not Invitation.objects.exists()


def test_two_partners_do_not_have_one_name() -> None:
    ada, client = administrator()
    actions.add_organisation("Refugio", by=ada)
    other = actions.add_organisation("Asilo", by=ada)
    for address in (HERE, f"{HERE}{other.pk}/"):
        page = client.post(address, {"name": "Refugio", "country": "", "note": ""})
        assert "has this name already" in page.content.decode()
    client.post(f"{HERE}{other.pk}/", {"name": "Asilo Azul", "country": "MX", "note": "by letter"})
    other.refresh_from_db()
    assert (other.name, other.country, other.note) == ("Asilo Azul", "MX", "by letter")


def test_the_page_asks_as_much_for_thirty_as_for_one(django_assert_num_queries) -> None:
    ada, _client = administrator()
    for number in range(15):
        organisation = actions.add_organisation(f"Partner {number}", by=ada)
        make_account(f"p{number}", roles=[Role.PARTNER], organisation=organisation)
    assert ada.roles
    with django_assert_num_queries(5):  # two of them asked by the room of keys
        assert len(queries.partners(ada)) == 15
