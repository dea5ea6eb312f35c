"""Strengthen defenders' protection."""
