"""Whole journeys of people through a bundled site."""
