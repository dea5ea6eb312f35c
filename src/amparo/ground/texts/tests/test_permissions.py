"""The desk's table is what its predicates and filters say."""

import pytest

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.texts import permissions
from amparo.ground.texts.models import Project
from amparo.ground.texts.permissions import Permission

from .factories import make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_translators_and_editors_see_the_desk_and_nobody_else_does(role):
    project = make_project()
    account = make_account(str(role), roles=[role])
    sees = role in {Role.TRANSLATOR, Role.EDITOR}
    assert permissions.sees_desk(account) is sees
    assert list(Project.objects.filter(permissions.seen(account))) == ([project] if sees else [])
    assert permissions.reviews(account) is sees
    assert permissions.approves(account) is (role == Role.EDITOR)
    for permission in Permission:
        only = permission in {Permission.APPROVE, Permission.OPEN}
        wanted = role == Role.EDITOR if only else sees
        assert permission.value.allows(account) is wanted


def test_a_role_that_sleeps_or_has_no_second_step_does_not_count():
    make_project()
    for account in (
        None,
        make_account("defender"),
        make_account("asleep", roles=[Role.EDITOR], asleep=True),
        make_account("alone", roles=[Role.EDITOR], second_factor=False),
    ):
        assert not any(permission.value.allows(account) for permission in Permission)
        assert not Project.objects.filter(permissions.seen(account)).exists()
