import pytest

from amparo.ground.search.models.words import fold, primary, signs, terms


def same(language: str, *words: str) -> bool:
    return len({tuple(terms(fold(word), language)) for word in words}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("defender", "Defenders", "defending")),
        ("fr", ("protégé", "protégées", "protegees", "PROTÉGÉS")),
        ("fr", ("sécurité", "securite", "sécurités")),
        ("es", ("violación", "violaciones", "violacion")),
        ("pt", ("violação", "violações", "violacoes")),
        ("ru", ("ещё", "еще")),
        ("ru", ("защита", "защиты", "защиту")),
        ("ar", ("المدافعين", "المدافعون", "للمدافعات", "مدافع")),
        ("ar", ("حماية", "الحِمَايَة", "حمايه", "والحماية")),
        ("ar", ("إنسان", "الانسان", "أنسان")),
        ("ar", ("مـــدرسة", "مدرسه")),
        ("ar", ("١٢", "12", "۱۲")),
        ("de", ("Straße", "strasse")),
        ("tr", ("İstanbul", "istanbul")),
    ],
)
def test_forms_of_one_word_become_one_term(language, words):
    assert same(language, *words)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("defender", "defeat")), ("ar", ("حقوق", "حماية")), ("ru", ("война", "воина"))],
)
def test_different_words_stay_different(language, words):
    assert not same(language, *words)


def test_chinese_is_cut_into_overlapping_pairs_and_single_signs_are_kept_apart():
    assert terms(fold("人权捍卫者。报"), "zh") == ["人权", "权捍", "捍卫", "卫者", "报"]
    assert signs("人权 and") == {"人", "权"}


def test_a_guest_of_another_script_is_cut_by_its_own_rules():
    assert terms(fold("مدافعون human rights 人权"), "ar") == ["مدافع", "human", "right", "人权"]
    assert terms(fold("Défenders المدافعون"), "en") == ["defend", "مدافع"]


def test_a_language_without_a_stemmer_keeps_its_words():
    assert terms(fold("watetezi wa haki"), "sw") == ["watetezi", "wa", "haki"]
    assert terms(fold("मानवाधिकार रक्षक"), "hi") == ["मानवाधिकार", "रक्षक"]


def test_the_primary_language_of_a_tag():
    assert [primary(tag) for tag in ("zh-Hans", "PT_br", "en")] == ["zh", "pt", "en"]
