"""The desk's page, as the server gives it: words and codes, and nobody's story."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vocabulary import queries as vocabulary
from amparo.protection.cases.views import desk_words

ROOM = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.django_db


def _page(client):
    return client.get(reverse("cases:desk"))


def test_countries_stand_where_a_reader_of_the_language_looks():
    names = [name for _code, name, _group in vocabulary.countries_by_region("en")]
    assert names.index("Åland Islands") < names.index("Albania")
    assert names.index("Costa Rica") < names.index("Côte d’Ivoire") < names.index("Croatia")


def test_the_desk_is_not_there_for_strangers_and_for_other_staff(client):
    assert _page(client).status_code in (302, 404)
    sign_in(client, make_account("editor", roles=[Role.EDITOR]))
    assert _page(client).status_code == 404


def test_the_page_runs_nothing_but_our_programs_and_is_never_kept(client):
    sign_in(client, make_account("worker", roles=[Role.CASEWORKER]))
    answer = _page(client)
    assert "require-trusted-types-for 'script'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_a_file_says_beside_it_why_it_is_not_lent(client):
    sign_in(client, make_account("worker", roles=[Role.CASEWORKER]))
    entry = _page(client).content.decode().split('<template id="case-entry">')[1]
    said = re.search(r'data-slot="unlent">([^<]+)<', entry.split("</template>")[0])
    assert said is not None
    assert "cannot be lent" in said[1]
    program = (ROOM / "client" / "desk" / "case" / "entries.ts").read_text()
    assert '$("[data-slot=unlent]", row).hidden = entry.kind !== "file"' in program


def test_the_page_says_what_this_reader_may_do(client):
    sign_in(client, make_account("worker", roles=[Role.CASEWORKER]))
    told = re.search(r'<script id="can"[^>]*>(.*?)</script>', _page(client).content.decode())
    assert json.loads(told.group(1)) == {
        "work": True, "release": False, "reveal": False, "lent": False, "referred": False,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
def test_every_form_by_which_a_language_counts_has_its_sentence(language):
    with translation.override(language):
        forms = {key for key in desk_words.words() if key.startswith("list.found.")}
    wanted = {"en": 2, "ar": 6, "ru": 3, "zh-hans": 1}[language]
    assert len(forms) == wanted
    assert "list.found.other" in forms or language == "ru"
