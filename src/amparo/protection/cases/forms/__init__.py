"""Untrusted input becomes clean values: what defenders type and send."""
