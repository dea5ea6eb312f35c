"""Terms are found as grammar bends them, used as the glossary says, and never lost in a table."""

import pytest

from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions import Refused
from amparo.ground.texts.models import Concept, Term, Use
from amparo.ground.texts.queries import Naming
from amparo.ground.texts.queries.glossary import stands_in

from .factories import make_text, segment_of

pytestmark = pytest.mark.django_db

TABLE = """concept,language,words,use,country,note
1,en,human rights defender,preferred,,
1,es,persona defensora de derechos humanos,preferred,,
1,es,defensor de delincuentes,forbidden,,used to insult
1,es,activista,forbidden,MX,
2,en,police,preferred,,
2,es,policía,preferred,,
"""


@pytest.fixture
def glossary() -> None:
    assert actions.import_terms(TABLE.encode(), by=None) == 6


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("human rights defender", "Human Rights\nDefenders are at risk."),
        ("police", "The police's list"),
        ("правозащитник", "Права правозащитников"),
        ("المدافع", "وللمدافعين عن الحقوق"),
        ("حقوق الإنسان", "بِحُقوقِ الإنسان"),
        ("人权捍卫者", "保护人权捍卫者的安全"),
        ("défenseur", "DE\u0301FENSEURS"),
    ],
)
def test_a_term_is_found_as_grammar_bends_it(term, words):
    assert stands_in(term, words)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("police", "policies"),
        ("law", "lawyers"),
        ("human rights defender", "human rights and defenders"),
        ("人权捍卫者", "人权和捍卫者"),
        ("كتاب", "مكتبة"),
    ],
)
def test_another_word_is_not_the_term(term, words):
    assert not stands_in(term, words)


def test_a_source_is_told_what_to_say_and_what_never(glossary):
    (hint,) = queries.terms_in("Human rights defenders wait.", "en", "es")
    assert hint.source_words == "human rights defender"
    assert hint.preferred == (Naming("persona defensora de derechos humanos"),)
    assert [str(one) for one in hint.forbidden] == [
        "defensor de delincuentes",
        "activista (Mexico)",
    ]
    assert queries.terms_in("Human rights defenders wait.", "en", "ar") == []
    assert queries.terms_in("Nobody waits.", "en", "es") == []


def test_terms_of_a_language_count_for_its_kinds(glossary):
    assert queries.terms_in("The police wait.", "en", "es-mx")[0].preferred


def test_forbidden_words_are_found_in_texts_in_their_order(glossary):
    text = make_text("One.\n\nTwo.\n")
    for source, words in (("Two.", "Un defensor de delincuentes."), ("One.", "Una activista.")):
        actions.translate(segment_of(text, source), language="es", words=words, by=None)
    found = queries.forbidden_in([text.pk], "es")
    assert [(segment.source_text, term.words) for segment, term in found] == [
        ("Two.", "defensor de delincuentes")
    ]
    assert queries.forbidden_in([text.pk], "es", released=True) == []
    assert queries.forbidden_in([text.pk], "en") == []


def test_what_one_country_forbids_holds_for_its_own_language(glossary):
    text = make_text("One.\n")
    actions.translate(text.segments.get(), language="es-mx", words="Una activista.", by=None)
    assert [term.words for _segment, term in queries.forbidden_in([text.pk], "es-mx")] == [
        "activista"
    ]


def test_a_source_is_held_to_the_glossary_too():
    concept = actions.add_concept(by=None)
    actions.put_term(concept, language="en", words="illegals", use=Use.FORBIDDEN, by=None)
    text = make_text("Illegals wait.\n")
    assert [term.words for _segment, term in queries.forbidden_in([text.pk], "en")] == ["illegals"]


def test_the_same_table_again_adds_nothing(glossary):
    actions.import_terms(TABLE.encode(), by=None)
    assert (Concept.objects.count(), Term.objects.count()) == (2, 6)


def test_a_table_from_a_spreadsheet_may_use_other_separators_and_columns():
    table = "\ufeffwords;use;language\nwitness;Preferred;EN\n"
    assert actions.import_terms(table.encode(), by=None) == 1
    assert Term.objects.get().language == "en"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("words,language\nwitness,en\n", 1),
        ("words,language,use\nwitness,en,preferred\nwitness,xx-nowhere,preferred\n", 3),
        ("words,language,use\nwitness,en,liked\n", 2),
        ("words,language,use,country\nwitness,en,preferred,QQ\n", 2),
        (f"words,language,use\n{'w' * 201},en,preferred\n", 2),
        ("words,language,use\n,en,preferred\n", 2),
    ],
)
def test_a_table_with_a_bad_line_is_refused_whole_with_that_line(table, line):
    with pytest.raises(Refused) as refused:
        actions.import_terms(table.encode(), by=None)
    assert refused.value.line == line
    assert not Term.objects.exists()
    assert not Concept.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00w", b"words\0,use", b"w," * 1_000_001, b'"\n"x'])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Refused):
        actions.import_terms(content, by=None)


def test_a_term_said_again_is_used_otherwise_and_a_concept_goes_with_its_last(glossary):
    concept = Concept.objects.get(terms__words="police")
    actions.put_term(concept, language="en", words="police", use=Use.ALLOWED, country="ke", by=None)
    actions.put_term(concept, language="en", words="police", use=Use.FORBIDDEN, by=None)
    uses = concept.terms.filter(language="en").values_list("country", "use")
    assert set(uses) == {(None, Use.FORBIDDEN), ("KE", Use.ALLOWED)}
    for term in concept.terms.all():
        actions.remove_term(term, by=None)
    assert not Concept.objects.filter(pk=concept.pk).exists()


def test_the_glossary_is_listed_by_its_words_with_two_questions(
    glossary, django_assert_num_queries
):
    with django_assert_num_queries(2):
        listed = queries.glossary()
        assert [next(term.words for term in one.terms.all()) for one in listed] == [
            "human rights defender",
            "police",
        ]
    assert queries.glossary("ar") == []
    assert len(queries.glossary("es")) == 2
    assert queries.glossary_languages() == ["en", "es"]
    assert queries.concept(listed[0].pk) == listed[0]
    assert queries.concept(0) is None
