"""The pages of keys, and what browsers ask for."""
