"""Template tags of the translation desk."""
