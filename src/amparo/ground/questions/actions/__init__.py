"""Every change to forms: the house's own, and what an organisation makes of them."""

from .standard import BadSpecError, put_form, read_spec

__all__ = ["BadSpecError", "put_form", "read_spec"]
