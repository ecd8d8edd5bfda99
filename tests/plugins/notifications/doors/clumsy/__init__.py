"""A plugin that registers what is none."""
