"""The demonstration's accounts, the command line, and what is swept at night."""

import argparse
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.ground.identity import commands, demo
from amparo.ground.identity.models import Account, Role, Session, Throttle
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_an_account_of_every_role_and_a_defender() -> None:
    world = demo.DemoWorld()
    assert len(list(demo.build(world))) == len(demo.STAFF) + 1
    for key, (role, _label) in demo.STAFF.items():
        assert world.accounts[key].roles == {role}
    assert {role for role, _label in demo.STAFF.values()} == set(Role)
    assert not world.accounts["defender"].is_staff_here
    assert demo.real_accounts() == 0


def test_building_it_again_changes_nothing() -> None:
    list(demo.build(demo.DemoWorld()))
    before = list(Account.objects.order_by("pk").values())
    events = AuditEvent.objects.count()
    again = demo.DemoWorld()
    list(demo.build(again))
    assert list(Account.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == events
    assert set(again.accounts) == {*demo.STAFF, "defender"}


def test_a_real_account_beside_the_demonstration_s_own_is_counted() -> None:
    list(demo.build(demo.DemoWorld()))
    make_account("somebody real")
    assert demo.real_accounts() == 1


def test_the_printed_table_lets_a_newcomer_in(settings) -> None:
    settings.AMPARO_DEMONSTRATION = True
    list(demo.build(demo.DemoWorld()))
    printed = "\n".join(demo.sign_ins())
    for handle in demo.handles().values():
        another = handle.removeprefix("demo-").partition("-")[2]
        assert handle in printed or f", -{another}" in printed
    assert demo.PASSPHRASE in printed
    client = Client()
    client.post("/en/sign-in/", {"handle": "demo-administrator", "passphrase": demo.PASSPHRASE})
    page = client.get("/en/sign-in/code/").content.decode()
    code = page.split("the code now is <b>")[1][:6]
    client.post("/en/sign-in/code/", {"code": code})
    assert client.get("/en/desk/people/").status_code == 200


def main(words: list[str]) -> int:
    """This room's part of the command line, as `amparo` calls it."""
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    given = parser.parse_args(words)
    code: int = given.run(given)
    return code


def test_wake_wakes_the_roles_of_an_account(capsys) -> None:
    bob = make_account("bob", roles=[Role.EDITOR], asleep=True)
    assert main(["wake", "BOB"]) == 0
    assert Account.objects.get(pk=bob.pk).roles == {Role.EDITOR}
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb) == (None, "identity.roles_woken")
    assert main(["wake", "nobody"]) == 1
    assert "No account has this handle" in capsys.readouterr().err


def test_the_night_takes_counters_and_sessions_that_are_over() -> None:
    from amparo.ground.identity.jobs import sweep

    class Told:
        def report(self, fraction: float, next_step: str) -> None:
            assert (0 <= fraction <= 1, next_step) == (True, "")

    sign_in(Client(), make_account("alice"))
    sign_in(Client(), make_account("bob"))
    ended = Session.objects.earliest("pk")
    ended.expires = timezone.now() - timedelta(seconds=1)
    ended.save()
    yesterday = timezone.now() - timedelta(days=1)
    Throttle.objects.create(key="0" * 64, count=1, at=yesterday, day=yesterday.date())
    sweep(Told())
    assert not Throttle.objects.exists()
    assert list(Session.objects.values_list("account__handle", flat=True)) == ["bob"]
