"""Benchmarks: one module each, and what it is compared with."""
