"""The demonstration is written into demonstrations only."""

import pytest
from django.conf import settings

from amparo.config.commands import demo
from amparo.ground.identity.demo import handles
from amparo.ground.identity.models import Account
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.interface import actions as interface
from amparo.ground.interface import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that says it is a demonstration."""
    monkeypatch.setattr(settings, "AMPARO_DEMONSTRATION", True)


def test_a_home_that_is_not_marked_is_refused() -> None:
    with pytest.raises(demo.RealAccountsError):
        demo.build()
    assert not Account.objects.exists()


@pytest.mark.usefixtures("demonstration")
def test_a_database_with_somebodys_account_is_refused_whatever_the_home_says() -> None:
    make_account("alice")
    with pytest.raises(demo.RealAccountsError):
        demo.build()
    assert list(Account.objects.values_list("handle", flat=True)) == ["alice"]


@pytest.mark.usefixtures("demonstration")
def test_a_database_that_was_set_up_for_real_is_refused_whatever_the_home_says() -> None:
    interface.establish(name="A real organisation")
    with pytest.raises(demo.RealAccountsError):
        demo.build()
    assert queries.installation().name == "A real organisation"


@pytest.mark.slow
@pytest.mark.usefixtures("demonstration")
def test_the_demonstration_written_twice_is_the_demonstration_written_once() -> None:
    demo.build()
    once = {model: model.objects.count() for model in _models()}
    assert queries.installation().is_demonstration
    assert Account.objects.count() == len(handles())
    demo.build()
    assert {model: model.objects.count() for model in _models()} == once


def _models() -> list[type]:
    """Every model whose rows are the world's, not the house's own notes about it."""
    from django.apps import apps

    notes = {"record", "work", "search", "interface", "django_q"}
    return [model for model in apps.get_models() if model._meta.app_label not in notes]
