"""What the organisation promised, and where each promise stands."""
