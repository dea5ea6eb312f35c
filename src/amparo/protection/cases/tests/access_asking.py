"""Who may open the addresses of asking; merged into `access.py`."""

from tests.architecture.access import Access, Public

ACCESS: dict[str, Access] = {
    "cases:again": Public(),
    "cases:ask": Public(),
    "cases:ask_sealed": Public(),
    "cases:help": Public(),
    "cases:safeguarding": Public(),
    "cases:safeguarding_sealed": Public(),
}
