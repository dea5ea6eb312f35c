"""Who may open this room's address."""

from tests.architecture.access import Access, Public

ACCESS: dict[str, Access] = {"interface:leave": Public()}
