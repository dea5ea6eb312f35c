"""Who may open which of this room's addresses."""

from tests.architecture.access import Access, Public

ACCESS: dict[str, Access] = {"search:results": Public()}
