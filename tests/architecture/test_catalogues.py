"""Every word of the interface is there in all seven languages."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests import catalogues
from tests.architecture.house import SOURCE

TRANSLATED = [tag for tag in catalogues.languages() if tag != settings.LANGUAGE_CODE]
LITERAL = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")


@pytest.fixture(scope="module")
def words():
    return {
        catalogues.key(message): message for message in catalogues.messages(catalogues.extracted())
    }


def test_there_are_seven_languages():
    assert catalogues.languages() == ["en", "fr", "es", "ar", "ru", "zh-hans", "pt"]


def test_the_extraction_finds_every_word_written_in_a_template(words):
    written = {
        (double or single).replace("%", "%%")  # as Django asks for it
        for path in SOURCE.glob("**/templates/**/*.html")
        for double, single in LITERAL.findall(path.read_text())
    }
    found = {text for text, _ in words if isinstance(text, str)}
    assert len(written) > 30
    assert written - found == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_of_the_sources_is_missing_from_a_catalogue(words, language):
    there = {catalogues.key(message) for message in catalogues.messages(catalogues.read(language))}
    assert sorted(map(str, set(words) - there)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_keeps_a_word_that_nobody_uses(words, language):
    catalogue = catalogues.read(language)
    there = {catalogues.key(message) for message in catalogues.messages(catalogue)}
    assert sorted(map(str, there - set(words))) == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_is_guessed_and_none_untranslated(language):
    loose = list(catalogues.messages(catalogues.read(language)))
    assert [message.id for message in loose if message.fuzzy] == []
    assert [message.id for message in loose if not catalogues.is_whole(message)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_the_same_blanks_as_its_source(language):
    blank = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
    wrong = []
    for message in catalogues.messages(catalogues.read(language)):
        sources = message.id if isinstance(message.id, list | tuple) else [message.id]
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        known = {found.group(0) for source in sources for found in blank.finditer(source)}
        for string in strings:
            used = {found.group(0) for found in blank.finditer(string)}
            # A form for one or two may say the number in words.
            if used - known or (len(sources) == 1 and known - used):
                wrong.append((message.id, string))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_as_many_forms_as_its_language(language):
    catalogue = catalogues.read(language)
    wrong = [
        message.id
        for message in catalogues.messages(catalogue)
        if isinstance(message.id, list | tuple) and len(message.string) != catalogue.num_plurals
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", TRANSLATED)
def test_readers_are_told_that_no_native_speaker_has_read_a_language(language):
    sentence = "These words have not yet been read by a native speaker."
    with translation.override(language):
        told = translation.gettext(sentence)
    assert told != sentence
    assert told in Client().get(f"/{language}/").content.decode()
