"""Fetch, call one action, answer: by noun."""
