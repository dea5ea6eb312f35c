"""Amparo: one platform for organisations that stand with human rights defenders."""
