"""Broken on purpose: see the files beside it."""
