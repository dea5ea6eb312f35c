"""The laws of the house, checked."""
