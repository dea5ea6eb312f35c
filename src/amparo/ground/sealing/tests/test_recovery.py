"""Recovery secrets, as people write them down and type them back."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from amparo.ground.sealing import recovery
from amparo.ground.sealing.recovery import LISTS, NotASecretError, Secret

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
entropies = st.binary(min_size=16, max_size=16)
ZEROES = Secret(bytes(16))


@given(entropies)
def test_every_form_of_a_secret_reads_as_that_secret(entropy: bytes) -> None:
    secret = Secret(entropy)
    assert recovery.read("-".join(secret.groups())) == secret
    assert recovery.read(" ".join(secret.groups()).translate(ARABIC)) == secret
    for language in LISTS:
        assert recovery.read(" ".join(secret.words(language))) == secret


@pytest.mark.parametrize("language", LISTS)
def test_our_words_are_the_words_of_bip_39(language: str) -> None:
    entropy = bytes.fromhex("7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f")
    theirs = Mnemonic(LISTS[language]).to_mnemonic(entropy)
    ours = " ".join(Secret(entropy).words(language))
    assert unicodedata.normalize("NFKD", ours) == unicodedata.normalize("NFKD", theirs)


def test_the_first_vector_of_bip_39_holds() -> None:
    assert ZEROES.words("en") == ["abandon"] * 11 + ["about"]


@pytest.mark.parametrize("language", LISTS)
def test_no_two_words_of_a_list_are_told_apart_by_accents_alone(language: str) -> None:
    assert len(recovery._places(language)) == 2048


def test_words_may_come_with_capitals_numbers_commas_and_without_accents() -> None:
    words = Secret(bytes.fromhex("9e885d952ad362caeb4efe34a8e91bd2")).words("fr")
    plain = "".join(
        c for c in unicodedata.normalize("NFD", ", ".join(words)) if not unicodedata.combining(c)
    )
    numbered = "\n".join(f"{n}. {word.upper()}" for n, word in enumerate(words, 1))
    assert recovery.read(plain).words("fr") == words
    assert recovery.read(numbered).words("fr") == words


def test_chinese_words_may_come_without_spaces() -> None:
    secret = recovery.new()
    assert recovery.read("".join(secret.words("zh-hans"))) == secret


def test_arabic_and_russian_have_digits_but_no_words() -> None:
    assert ZEROES.words("ar") == []
    assert ZEROES.words("ru") == []
    assert ZEROES.groups() == ["0000"] * 10


@given(entropies, st.integers(0, 39), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(entropy: bytes, place: int, more: int) -> None:
    digits = list("".join(Secret(entropy).groups()))
    digits[place] = str((int(digits[place]) + more) % 10)
    with pytest.raises(NotASecretError):
        recovery.read("".join(digits))


@given(entropies, st.integers(0, 38))
def test_two_neighbours_that_changed_places_are_always_found(entropy: bytes, place: int) -> None:
    digits = list("".join(Secret(entropy).groups()))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    if digits[place] != digits[place + 1]:
        with pytest.raises(NotASecretError):
            recovery.read("".join(digits))


def test_an_unknown_word_is_named_by_its_place_and_not_repeated() -> None:
    words = ["abandon"] * 12
    words[2] = "marigoldish"
    with translation.override("en"), pytest.raises(NotASecretError) as refused:
        recovery.read(" ".join(words))
    assert "Word number 3 " in str(refused.value)
    assert "marigoldish" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "here are 0"),
        ("1234 5678", "here are 8"),
        ("abandon", "here is 1"),
        ("abandon " * 12, "do not match"),
        ("9" * 40, "do not match"),
    ],
)
def test_what_is_wrong_is_said_in_words(typed: str, said: str) -> None:
    with translation.override("en"), pytest.raises(NotASecretError) as refused:
        recovery.read(typed)
    assert said in str(refused.value)
