from typing import Any

import pytest


@pytest.fixture
def index_home(settings: Any, tmp_path: Any, transactional_db: None) -> Any:
    """An index of this test's own, not made yet, and rows whose transactions are real."""
    settings.AMPARO_INDEX = tmp_path / "search"
    return settings.AMPARO_INDEX
