"""What is no age file is refused, each kind for its own sake."""

import io

import pytest

from amparo.ground.sealing import age

from .vectors import malformed, well_formed

RAW = bytes(range(32))
KEY = age.from_bytes(RAW)


@pytest.mark.parametrize("name", well_formed(RAW))
def test_the_second_writer_writes_what_opens(name):
    sealed, opened = well_formed(RAW)[name], io.BytesIO()
    content = age.unseal(sealed, [KEY.secret])
    age.unseal_stream(io.BytesIO(sealed), opened, KEY.secret)
    assert opened.getvalue() == content
    assert content.strip(b"\0") in (b"marigold", b"", b"x")


@pytest.mark.parametrize("name", malformed(RAW))
def test_a_file_that_is_wrong_in_one_way_does_not_open(name):
    sealed = malformed(RAW)[name]
    with pytest.raises(age.CannotOpenError):
        age.unseal(sealed, [KEY.secret])
    with pytest.raises(age.CannotOpenError):
        age.unseal_stream(io.BytesIO(sealed), io.BytesIO(), KEY.secret)
