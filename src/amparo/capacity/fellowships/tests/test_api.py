"""The desk's interface: acts are done for those alone whose keys signed them."""

import dataclasses
import datetime
import hashlib
import json

import pytest
from django.test import Client

from amparo.capacity.fellowships.models import Call
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.record.models import AuditEvent
from amparo.ground.sealing import ed25519
from amparo.ground.vault.tests.people import b64, today

from .factories import make_call, office, reviewer

pytestmark = pytest.mark.django_db
API = "/en/desk/fellowships/api/"


def post(client, told, hand, *, signed=None):
    """As a page does: signed by these keys, over what was sent or over something else."""
    told = {
        "v": 1, "kind": "acts", "keyring": str(hand.keyring.pk), "day": today().isoformat(), **told
    }  # fmt: skip
    body = json.dumps(told).encode()
    digest = hashlib.sha256(signed or body).hexdigest().encode()
    signature = b64(ed25519.sign(hand.seed, b"amparo/acts/v1\n" + digest))
    headers = {"Acts-Signature": signature}
    return client.post(f"{API}acts/", body, content_type="application/json", headers=headers)


@pytest.fixture
def desk():
    """A member of the office in their browser, a call, and an act that ends it."""
    chair = office("chair")
    call = make_call(chair, slug="ends", state=Call.State.DECIDED, decided_on=today())
    client = sign_in(Client(), chair.account)
    return client, chair, call, {"acts": [{"verb": "call.end", "call": str(call.pk)}]}


def _state(call):
    return Call.objects.get(pk=call.pk).state, AuditEvent.objects.count()


def test_what_is_signed_by_ones_own_keys_is_done(desk):
    client, chair, call, end = desk
    answer = post(client, end, chair)
    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "no-store"
    assert _state(call)[0] == "ended"


def test_what_is_not_signed_by_ones_own_keys_is_refused_and_changes_nothing(desk):
    client, chair, call, end = desk
    before = _state(call)
    other = reviewer()
    for keys in (other, dataclasses.replace(other, keyring=chair.keyring)):
        refused = post(client, end, keys)
        assert refused.status_code == 409
        assert "Unlock" in refused.json()["refused"]["words"]
    long_ago = (today() - datetime.timedelta(days=3)).isoformat()
    assert post(client, end | {"day": long_ago}, chair).status_code == 409
    assert post(client, end, chair, signed=b"something else").status_code == 409
    told = {"v": 1, "kind": "acts", "keyring": str(chair.keyring.pk), "day": today().isoformat()}
    for body in (end, told | end):
        bare = client.post(f"{API}acts/", json.dumps(body), content_type="application/json")
        assert bare.status_code in (400, 409)
    assert _state(call) == before


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b'{"ids":7}', b"\xff"])
def test_what_cannot_be_read_is_refused(desk, body):
    client = desk[0]
    for what in ("frames", "acts"):
        told = client.post(f"{API}{what}/", body, content_type="application/json")
        assert told.status_code == 400
        assert told["Cache-Control"] == "no-store"


def test_who_has_a_role_and_no_keys_does_nothing(desk):
    _client, chair, call, end = desk
    keyless = sign_in(Client(), make_account("keyless", roles=[Role.FELLOWSHIPS]))
    before = _state(call)
    assert post(keyless, end, chair).status_code == 409
    assert _state(call) == before
