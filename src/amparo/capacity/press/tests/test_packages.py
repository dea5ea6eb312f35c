"""A handbook goes to its translators as packages, and comes back."""

import pytest
from django.conf import settings

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Publication
from amparo.ground.texts import actions as texts
from amparo.ground.texts.models import Format, Project, Translation

pytestmark = pytest.mark.django_db
HANDBOOKS = settings.CLONE / "src" / "amparo" / "capacity" / "press" / "demo_world"


@pytest.mark.parametrize("slug", sorted(path.name for path in HANDBOOKS.iterdir()))
def test_packages_that_come_back_as_they_went_move_no_byte_of_a_handbook(slug: str) -> None:
    actions.import_folder(HANDBOOKS / slug, slug=slug, source="en", by=None)
    edition = queries.newest(slug, None)
    before = dict(queries.files(edition))
    rows = list(Translation.objects.order_by("pk").values())
    project = Project.objects.get()
    languages = list(project.languages.values_list("language", flat=True))
    assert languages
    for language in languages:
        for kind in (Format.PO, Format.XLIFF, Format.DOCX):
            _package, content = texts.make_package(project, language, format=kind, by=None)
            merge = texts.read_package(project, language, content)
            assert set(merge.counts) <= {texts.Outcome.SAME, texts.Outcome.EMPTY}
            texts.merge_package(merge, by=None)
    assert dict(queries.files(edition)) == before
    assert list(Translation.objects.order_by("pk").values()) == rows
    assert Publication.objects.count() == 1
