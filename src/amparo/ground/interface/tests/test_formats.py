"""Days and hours, as each language writes them."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.template.defaultfilters import date
from django.utils import translation

AT = datetime(2026, 11, 22, 23, 42, tzinfo=UTC)


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES if code != "en"])
@pytest.mark.parametrize("form", ["DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
def test_an_hour_stands_beside_the_day_as_the_language_writes_it(language, form):
    with translation.override(language):
        day = date(AT, form.replace("TIME", ""))
        assert date(AT, form).startswith(day)
