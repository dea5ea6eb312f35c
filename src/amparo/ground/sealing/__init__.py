"""Primitives without rows: the key at rest, and recovery secrets."""
