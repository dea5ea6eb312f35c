"""One index over everything a person may read."""
