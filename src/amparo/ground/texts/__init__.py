"""Every authored text, in every language: Markdown, its segments, their translations, its HTML."""
