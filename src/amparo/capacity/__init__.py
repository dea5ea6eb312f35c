"""Build defenders' capacity."""
