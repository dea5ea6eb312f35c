"""What a person types, and what it says back."""
