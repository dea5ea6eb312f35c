"""The front's pages, by noun, and the ones Django asks for by name."""

from .errors import bad_request, forbidden, form_expired, not_found, server_error
from .public import choose_language

__all__ = [
    "bad_request",
    "choose_language",
    "forbidden",
    "form_expired",
    "not_found",
    "server_error",
]
