"""Packages for translators who cannot sign in: files out, files in, and no database."""
