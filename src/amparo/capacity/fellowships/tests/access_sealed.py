"""Who may open the addresses of applying with JavaScript and without a line; for `access.py`."""

from tests.architecture.access import Access, Public

from .access_applying import _call


def _language() -> dict[str, str]:
    return _call() | {"tag": "en"}


ACCESS: dict[str, Access] = {
    "fellowships:apply_sealed": Public(kwargs=_call),
    "fellowships:offline": Public(kwargs=_call),
    "fellowships:offline_file": Public(kwargs=_language),
    "fellowships:upload": Public(kwargs=_call),
}
