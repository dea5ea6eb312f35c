"""Handbooks and guides, in more languages and formats."""
