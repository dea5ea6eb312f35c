"""Fellowships: choose fairly, accompany well."""
