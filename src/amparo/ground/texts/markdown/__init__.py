"""The Markdown tree, without a database: parse, weave, align, write HTML, turn into pages."""
