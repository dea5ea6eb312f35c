"""What Amparo is set to, where its addresses lead, and its command line."""
