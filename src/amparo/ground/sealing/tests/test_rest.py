"""The key at rest."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django import Settings

from amparo.ground.sealing import rest


def test_what_is_sealed_opens_again_and_does_not_show() -> None:
    token = rest.seal("a", b"marigold")
    assert "marigold" not in token
    assert rest.unseal("a", token) == b"marigold"


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    token = rest.seal("a", b"marigold")
    with pytest.raises(rest.UnreadableError):
        rest.unseal("b", token)


@pytest.mark.parametrize("spoiled", ["", "x", "é", "gAAAAA=="])
def test_what_is_not_a_token_is_refused(spoiled: str) -> None:
    with pytest.raises(rest.UnreadableError):
        rest.unseal("a", spoiled)


def test_an_altered_token_is_refused() -> None:
    token = rest.seal("a", b"marigold")
    altered = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    with pytest.raises(rest.UnreadableError):
        rest.unseal("a", altered)


def test_an_old_token_is_refused() -> None:
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        token = rest.seal("a", b"marigold", dated=True)
        clock.shift(timedelta(minutes=29))
        assert rest.unseal("a", token, within=timedelta(minutes=30)) == b"marigold"
        clock.shift(timedelta(minutes=2))
        with pytest.raises(rest.UnreadableError):
            rest.unseal("a", token, within=timedelta(minutes=30))


def test_an_undated_token_does_not_tell_when_it_was_made() -> None:
    import base64

    token = rest.seal("a", b"marigold")
    assert base64.urlsafe_b64decode(token)[1:9] == bytes(8)
    with pytest.raises(rest.UnreadableError):
        rest.unseal("a", token, within=timedelta(minutes=30))


def test_a_changed_key_still_opens_what_the_old_one_sealed(settings: Settings) -> None:
    settings.AMPARO_REST_KEY = "old"
    token = rest.seal("a", b"marigold")
    settings.AMPARO_REST_KEY = "new"
    with pytest.raises(rest.UnreadableError):
        rest.unseal("a", token)
    settings.AMPARO_REST_KEY = "new,old"
    assert rest.unseal("a", token) == b"marigold"
    fresh = rest.seal("a", b"marigold")
    settings.AMPARO_REST_KEY = "new"
    assert rest.unseal("a", fresh) == b"marigold"
