"""Numbered documents with a verification page: made, signed, checked and taken back."""
