import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from amparo.ground.search import actions, queries
from amparo.ground.search.queries import excerpt, find, languages

from .factories import EVERYBODY, SIGNED_IN, document, follow_all, keep

pytestmark = pytest.mark.usefixtures("index_home")


def keys_of(words: str, keys: frozenset[int] = EVERYBODY, **given: object) -> list[str]:
    return [hit.shown.key for hit in find(keys, words, **given).hits]


def test_what_was_put_is_found_and_what_was_removed_is_gone():
    keep(document("a", body="the harbour"), document("b", body="a lighthouse at the harbour"))
    assert sorted(keys_of("harbour")) == ["a", "b"]
    actions.remove("a")
    follow_all()
    assert keys_of("harbour") == ["b"]
    assert languages(EVERYBODY, "harbour") == {"en": 1}


def test_a_document_put_again_is_found_by_its_new_words_only():
    keep(document("a", body="the harbour"))
    keep(document("a", body="the desert"))
    assert keys_of("harbour") == []
    assert keys_of("desert") == ["a"]


def test_a_hidden_document_is_never_counted_nor_hinted():
    keep(
        document("open", body="a meeting by the river"),
        document("members", body="a meeting by the river", seen_by=(1,)),
        document("staff", body="a meeting by the river", seen_by=(12,), language="fr"),
        document("nobody", body="a meeting by the river", seen_by=()),
        document("secret", body="watchword", seen_by=(12,)),
    )
    staff = frozenset({0, 1, 12})
    assert keys_of("river") == ["open"]
    assert find(EVERYBODY, "river").total == 1
    assert languages(EVERYBODY, "river") == {"en": 1}
    assert languages(EVERYBODY, "") == {"en": 1}
    assert sorted(keys_of("river", SIGNED_IN)) == ["members", "open"]
    assert sorted(keys_of("river", staff)) == ["members", "open", "staff"]
    assert languages(staff, "river") == {"en": 2, "fr": 1}
    assert find(EVERYBODY, "watchword") == queries.Found()
    assert keys_of("watchword meeting") == ["open"]
    assert keys_of("river", frozenset()) == []
    assert languages(frozenset(), "") == {}


def test_a_hidden_translation_is_neither_shown_nor_linked():
    keep(
        document("t:en", language="en", body="a meeting by the river"),
        document("t:fr", language="fr", body="une réunion", seen_by=(12,)),
    )
    (hit,) = find(EVERYBODY, "river", prefer="fr").hits
    assert (hit.shown.key, hit.others) == ("t:en", ())
    (hit,) = find(frozenset({0, 1, 12}), "river", prefer="fr").hits
    assert (hit.shown.key, [other.key for other in hit.others]) == ("t:fr", ["t:en"])


def test_a_document_that_becomes_hidden_is_no_longer_found():
    keep(document("a", body="lantern"))
    assert keys_of("lantern") == ["a"]
    keep(document("a", body="lantern", seen_by=(11,)))
    assert keys_of("lantern") == []
    assert keys_of("lantern", frozenset({0, 1, 11})) == ["a"]


def test_a_text_found_in_one_language_leads_to_its_others_and_counts_once():
    keep(
        document("t:en", language="en", title="Safe letters", body="CEDAW, how to write"),
        document("t:fr", language="fr", title="Lettres sûres", body="CEDAW, comment écrire"),
        document("t:ar", language="ar", title="رسائل آمنة", body="CEDAW كيف تكتب"),
    )
    found = find(EVERYBODY, "CEDAW", prefer="ar")
    assert (found.total, len(found.hits)) == (1, 1)
    assert found.hits[0].shown.key == "t:ar"
    assert [other.language for other in found.hits[0].others] == ["en", "fr"]
    (hit,) = find(EVERYBODY, "comment écrire", prefer="ar").hits
    assert (hit.shown.key, hit.matched.key) == ("t:ar", "t:fr")
    (hit,) = find(EVERYBODY, "CEDAW", prefer="ar", language="en").hits
    assert hit.shown.key == "t:en"


@pytest.mark.parametrize(
    ("language", "body", "questions"),
    [
        (
            "ar",
            "تحمي الدولة المدافعين عن حقوق الإنسان",
            ["المُدَافِعُون", "مدافع", "الانسان", "حـــقوق"],
        ),
        ("ar", "قالت المنظَّمة إنّ الحِمايةَ واجبة", ["حماية", "المنظمه", "منظمة"]),
        (
            "zh",
            "保护人权捍卫者是国家的义务",
            ["人权", "捍卫者", "权", "国家 义务"],
        ),
        ("zh-Hans", "联合国特别程序", ["特别程序", "国"]),
        ("ru", "Ещё раз о защите правозащитников", ["еще", "защита", "правозащитник"]),
        ("fr", "Les défenseurs de l'État protégés", ["defenseur", "état", "protégée", "L’ETAT"]),
        ("es", "Las violaciones de los derechos", ["violación", "violacion", "derecho"]),
        ("pt", "As violações dos direitos", ["violação", "violacao", "direito"]),
        ("en", "Human rights defenders were threatened", ["defender", "threaten", "DEFENDERS"]),
        ("sw", "Watetezi wa haki za binadamu", ["watetezi", "haki"]),
    ],
)
def test_words_are_found_however_they_are_typed(language, body, questions):
    keep(document("a", language=language, title="-", body=body), document("b", body="else"))
    for words in questions:
        for chosen in (None, language):
            assert keys_of(words, language=chosen) == ["a"], (words, chosen)
        assert "<mark>" in excerpt(document(language=language, body=body), words), words


def test_all_words_first_and_some_of_them_only_when_nothing_has_all():
    keep(document("a", body="river bridge"), document("b", body="river"))
    assert keys_of("bridge river") == ["a"]
    loose = find(EVERYBODY, "bridge mountain")
    assert ([hit.shown.key for hit in loose.hits], loose.loose) == (["a"], True)
    assert not find(EVERYBODY, "bridge").loose
    assert keys_of("mountain") == []


def test_a_quoted_phrase_stands_together_and_never_across_title_and_body():
    keep(
        document("a", title="Early", body="warning signs"),
        document("b", title="On", body="an early warning, sent"),
    )
    for words in ('"early warning"', "“early warnings”", "«early warning»"):
        assert keys_of(words) == ["b"]
    keep(document("c", language="zh", title="一", body="国家人权机构"))
    assert keys_of("「人权机构」") == ["c"]
    assert keys_of("「机构人权」") == []


def test_a_word_in_the_title_weighs_more():
    filler = " ".join(f"word{number}" for number in range(40))
    keep(
        document("body", body=f"letters {filler}"),
        document("title", title="Letters", body=filler + " more"),
    )
    assert keys_of("letters") == ["title", "body"]


def test_filters_keep_to_a_language_a_kind_and_a_theme():
    keep(
        document("a", body="river", language="pt-BR", kind="chapter", themes=("water", "law")),
        document("b", body="river", kind="publication", themes=("law",)),
    )
    assert keys_of("river", language="pt") == ["a"]
    assert keys_of("river", kind="publication") == ["b"]
    assert sorted(keys_of("river", theme="law")) == ["a", "b"]
    assert keys_of("river", theme="water", kind="publication") == []


def test_pages_hold_each_text_once():
    keep(*(document(f"d{number}", body="river " * (number + 1)) for number in range(23)))
    pages = [keys_of("river", page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 3, 0]
    assert len({key for page in pages for key in page}) == 23
    assert find(EVERYBODY, "river", page=3).total == 23


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some.text(
        alphabet=some.one_of(
            some.sampled_from('"“”«»+-()[]{}~^*?:\\/!&|人权 حقى éёй'), some.characters()
        ),
        max_size=60,
    )
)
def test_nothing_a_person_types_is_an_error(words):
    if not queries.trouble():
        find(SIGNED_IN, words, language="zh")
    else:
        keep(document("a", body="river"))
    find(SIGNED_IN, words)
    languages(SIGNED_IN, words)
    excerpt(document(body=words * 5), words)


def test_a_question_is_read_to_its_400th_character_and_an_empty_one_finds_nothing():
    keep(document("a", body="river"))
    assert keys_of("x " * 199 + " river") == []
    assert keys_of(" " * 390 + "river") == ["a"]
    assert find(EVERYBODY, "  ").total == 0
    assert find(EVERYBODY, '"" ... !').total == 0


def test_a_snippet_shows_the_words_and_escapes_everything_else():
    filler = "nothing to see here " * 60
    body = f"{filler}a <script>alert(1)</script> at the river & its bridges {filler}"
    shown = excerpt(document(body=body), "rivers bridge")
    assert "<mark>river</mark> &amp; its <mark>bridges</mark>" in shown
    assert "<script>" not in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 400
    assert excerpt(document(body="<b>short"), "else") == "&lt;b&gt;short"
    assert excerpt(document(language="zh", body="保护人权"), "人权") == "保护<mark>人权</mark>"


def test_without_an_index_search_says_so():
    with pytest.raises(queries.IndexMissingError):
        find(EVERYBODY, "river")
    assert "reindex" in (queries.trouble() or "")
