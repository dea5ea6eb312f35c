"""Who holds which key to what."""
