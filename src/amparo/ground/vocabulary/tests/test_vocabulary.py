"""Countries, languages, themes and priority groups."""

from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from amparo.ground.vocabulary import actions, queries
from amparo.ground.vocabulary.models import Country, Language, PriorityGroup, RegionalGroup, Theme

INTERFACE = ["en", "fr", "es", "ar", "ru", "zh-hans", "pt"]
# Words that name a person, or what is said of one, in the models of this house.
OF_A_PERSON = (
    "account", "membership", "enrolment", "case", "submission", "application", "fellow",
    "contribution", "post", "defender", "person", "participant", "learner", "focalpoint",
)  # fmt: skip


@pytest.fixture
def words(db):
    actions.load()


def test_there_are_193_member_states_in_five_groups(words):
    groups = Counter(Country.objects.filter(un_member=True).values_list("un_group", flat=True))
    assert groups == {"AFR": 54, "APG": 54, "EEG": 23, "GRULAC": 33, "WEOG": 29}
    assert sum(groups.values()) == 193
    assert Country.objects.count() == 249


def test_a_territory_that_is_no_member_state_sits_in_no_group(words):
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.filter(code="PS").update(un_group=RegionalGroup.APG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.filter(code="CO").update(un_group="")


def test_every_country_has_a_name_in_every_language_of_ours(words):
    for code in Country.objects.values_list("code", flat=True):
        for tag in INTERFACE:
            assert queries.country_name(code, tag) != code, (code, tag)
    assert queries.country_name("ci", "fr") == "Côte d’Ivoire"
    assert queries.country_name("EG", "ar") == "مصر"
    assert queries.country_name("CN", "zh-hans") == "中国"
    assert queries.country_name("XX", "nobody-speaks") == "XX"


def test_the_languages_of_our_pages_come_first_and_in_our_order(words):
    found = queries.languages()
    assert [row.tag for row in found[:7]] == INTERFACE
    assert [row.tag for row in queries.languages(interface_only=True)] == INTERFACE
    assert len(found) > 90
    assert len({row.own_name for row in found}) == len(found)


@pytest.mark.parametrize(
    ("tag", "own", "runs"),
    [
        ("en", "English", "ltr"),
        ("fr", "Français", "ltr"),
        ("ar", "العربية", "rtl"),
        ("zh-hans", "简体中文", "ltr"),
        ("zh_Hant", "繁體中文", "ltr"),
        ("fa-AF", "دری", "rtl"),
        ("ckb", "کوردیی ناوەندی", "rtl"),
        ("zu", "isiZulu", "ltr"),
        ("ka", "ქართული", "ltr"),
        ("ay", "Aymar aru", "ltr"),
        ("pa-arab", "پنجابی (Arab)", "rtl"),
        ("xx", "xx", "ltr"),
        ("", "", "ltr"),
    ],
)
def test_a_language_is_shown_in_its_own_name_and_direction(tag, own, runs):
    assert queries.own_name(tag) == own
    assert queries.direction(tag) == runs


def test_a_language_is_named_in_another():
    assert queries.language_name("ar", "fr") == "Arabe"
    assert queries.language_name("zh-hans", "en") == "Simplified Chinese"
    assert queries.language_name("pt-br", "en") == "Brazilian Portuguese"
    assert queries.language_name("sw", "ru") == "Суахили"
    assert queries.language_name("nah", "ar") == "Nāhuatl"


def test_a_language_is_named_in_a_sentence_as_its_language_writes_it():
    assert queries.name_in_text("en", "fr") == "anglais"
    assert queries.name_in_text("en", "ru") == "английский"
    assert queries.name_in_text("fr", "en") == "French"
    assert queries.name_in_text("nah", "ar") == "Nāhuatl"


def test_naming_asks_nothing_of_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        queries.own_name("fr")
        queries.language_name("fr", "ar")
        queries.direction("ar")
        queries.country_name("MX", "es")


def test_a_tag_is_found_however_it_is_written(words):
    found = queries.language("zh_Hans")
    assert found is not None
    assert found.tag == "zh-hans"
    assert queries.language("xx") is None


def test_an_empty_installation_knows_its_words(migrating):
    before = migrating("vocabulary", "0001_initial").apps
    before.get_model("vocabulary", "Country").objects.all().delete()
    before.get_model("vocabulary", "Theme").objects.all().delete()
    migrating("vocabulary", "0002_first_words")
    assert Country.objects.count() == 249
    assert [row.slug for row in queries.priority_groups()] == [
        "women-defenders",
        "corporate-accountability",
        "lgbti-rights",
        "migrants-refugees",
        "others-who-confront",
    ]


def test_every_theme_and_group_is_named_in_all_seven_languages(words):
    for row in [*queries.themes(), *queries.priority_groups()]:
        assert sorted(row.names) == sorted(INTERFACE), row.slug
        assert all(row.names.values()), row.slug


def test_loading_again_changes_nothing_the_organisation_wrote(words):
    group = PriorityGroup.objects.get(slug="women-defenders")
    actions.rename(group, names={"en": "Women who defend"})
    actions.retire(Theme.objects.get(slug="business"), retired=True)
    Language.objects.filter(tag="fr").update(own_name="broken")
    actions.load()
    group.refresh_from_db()
    assert group.names == {"en": "Women who defend"}
    assert Theme.objects.get(slug="business").retired
    assert Language.objects.get(tag="fr").own_name == "Français"
    assert Country.objects.count() == 249


def test_the_list_is_open_and_a_new_group_comes_last(words):
    actions.add(PriorityGroup, names={"es": " Personas defensoras del territorio ", "en": ""})
    added = queries.priority_groups()[-1]
    assert added.slug == "personas-defensoras-del-territorio"
    assert added.names == {"es": "Personas defensoras del territorio"}
    twin = actions.add(PriorityGroup, names={"es": "Personas defensoras del territorio"})
    assert twin.slug == "personas-defensoras-del-territorio-2"
    nameless = actions.add(PriorityGroup, names={"zh-hans": "土地捍卫者"})
    assert nameless.slug == "entry"


def test_a_retired_word_is_kept_and_no_longer_offered(words):
    actions.retire(Theme.objects.get(slug="business"), retired=True)
    assert "business" not in [row.slug for row in queries.themes()]
    assert "business" in [row.slug for row in queries.themes(with_retired=True)]


def test_an_entry_without_any_name_is_refused(words):
    with pytest.raises(actions.NamelessError):
        actions.add(Theme, names={"en": "  "})
    with pytest.raises(actions.NamelessError):
        actions.rename(Theme.objects.get(slug="business"), names={})


def test_a_name_falls_back_to_english_and_never_to_nothing(words):
    theme = actions.add(Theme, names={"en": "Water", "ar": "الماء"})
    assert theme.name_in("ru") == "Water"
    assert actions.add(Theme, names={"ar": "الهواء"}).name_in("ru") == "الهواء"
    with translation.override("ar"):
        assert theme.name == "الماء"


def _of_a_person(model):
    return any(word in model._meta.model_name for word in OF_A_PERSON)


def _people_filed_under(target):
    """Models about a person that point at `target`, themselves or through a table of pairs."""
    filed = set()
    for model in apps.get_models(include_auto_created=True):
        related = [
            field.related_model
            for field in model._meta.get_fields()
            if field.is_relation and not field.auto_created and field.related_model
        ]
        if target in related and (
            _of_a_person(model) or any(_of_a_person(other) for other in related if other != target)
        ):
            filed.add(model._meta.label)
    return filed


def test_no_person_is_filed_under_a_priority_group():
    assert _people_filed_under(PriorityGroup) == set()


def test_the_walk_would_see_a_person_filed_somewhere():
    account = apps.get_model(settings.AUTH_USER_MODEL)
    assert "identity.Membership" in _people_filed_under(account)
