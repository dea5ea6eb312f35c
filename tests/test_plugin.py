"""What holds for every test, whichever ran before it."""

import pytest
from django.core.management import call_command

from amparo.direction.strategy.models import Commitment, Framework
from amparo.ground.vocabulary.models import Country, Language


@pytest.mark.django_db
def test_a_test_that_empties_every_table_leaves_the_first_rows_to_the_next():
    tables = (Country, Language, Framework, Commitment)
    before = [table.objects.count() for table in tables]
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=False)
    assert [table.objects.count() for table in tables] == before
    assert 0 not in before
