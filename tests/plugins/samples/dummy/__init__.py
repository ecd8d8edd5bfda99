"""Touches every extension point of the core, for the tests."""
