"""Untrusted input becomes clean values."""
