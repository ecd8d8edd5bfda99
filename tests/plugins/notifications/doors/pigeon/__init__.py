"""A channel of another plugin."""
