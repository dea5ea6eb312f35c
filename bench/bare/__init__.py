"""The bare view that `bin/bench serve` compares with: Django, one template, three queries."""
