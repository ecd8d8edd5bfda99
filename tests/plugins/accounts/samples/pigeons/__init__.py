"""Carries one-time codes in tests: into a file of the site, where the test reads them."""
