"""Telling people: an inbox, mail and gateways for SMS and WhatsApp, from the outbox only."""
