"""A door for tests."""
