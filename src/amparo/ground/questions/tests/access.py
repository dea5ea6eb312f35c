"""Who may open each address of this room."""

from collections.abc import Mapping
from typing import Any

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.questions.tests.factories import SPEC, make_draft, make_form
from tests.architecture.access import Access, Staff


def _form() -> Mapping[str, Any]:
    make_form()
    return {"slug": "room"}


def _draft() -> Mapping[str, Any]:
    make_draft(by=make_account("drafting", roles=[Role.ADMINISTRATOR]))
    return {"slug": "room"}


def _second() -> Mapping[str, Any]:
    make_form()
    make_form(questions=SPEC["questions"][:2])
    return {"slug": "room", "version": "2"}


BOTH = ("GET", "POST")

ACCESS: dict[str, Access] = {
    "questions:forms": Staff(Role.ADMINISTRATOR),
    "questions:form": Staff(Role.ADMINISTRATOR, kwargs=_form),
    "questions:begin": Staff(Role.ADMINISTRATOR, kwargs=_form, methods=("POST",)),
    "questions:draft": Staff(Role.ADMINISTRATOR, kwargs=_draft),
    "questions:add": Staff(Role.ADMINISTRATOR, kwargs=_draft, methods=BOTH),
    "questions:edit": Staff(
        Role.ADMINISTRATOR, kwargs=lambda: {**_draft(), "key": "story"}, methods=BOTH
    ),
    "questions:preview": Staff(Role.ADMINISTRATOR, kwargs=_second),
    "questions:compare": Staff(Role.ADMINISTRATOR, kwargs=_second),
}
