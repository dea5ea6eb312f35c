"""Countries, regional groups, languages, themes and priority groups: the words all rooms share."""
