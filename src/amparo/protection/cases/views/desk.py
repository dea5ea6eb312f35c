"""Filled by its owner."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
