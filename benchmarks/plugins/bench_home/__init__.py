"""Twelve tiles and ten news on the home page: the work that is measured as W1."""
