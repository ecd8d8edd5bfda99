"""Payments: charges that a service makes, and the truth about their money, whoever knows it."""
