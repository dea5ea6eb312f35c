"""What stands on a door."""

import pytest
from django.test import Client

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vocabulary import actions as vocabulary
from amparo.protection.cases import queries

pytestmark = pytest.mark.django_db


def test_a_keyholder_says_who_reads_when_and_in_which_languages():
    vocabulary.load()
    client = sign_in(Client(), make_account("kim", roles=[Role.KEYHOLDER]))
    path = "/en/desk/door/"
    assert client.get(path).status_code == 200
    told = {
        "languages": "en, ar  sw",
        "reads_en": "Two of us",
        "hours_en": "9 to 5",
        "reads_ar": " ",
    }
    wrong = client.post(path, {**told, "languages": "en nonsense"})
    assert "Two of us" in wrong.content.decode()
    assert client.post(path, told).status_code == 302
    state = queries.door_state("help")
    assert state.languages == ["en", "ar", "sw"]
    assert (state.reads, state.hours) == ({"en": "Two of us"}, {"en": "9 to 5"})
    assert queries.door_state("safeguarding").reads == {}
    assert client.post("/en/desk/door/concern/", {"reads_en": "Sam"}).status_code == 302
    assert queries.door_state("safeguarding").reads == {"en": "Sam"}
