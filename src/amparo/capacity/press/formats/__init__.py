"""An edition in one language as a file: pure writers, from a `Book` to bytes."""
