"""What staff did: a chain of entries without content."""
