"""Village enterprises of a regency, and what they offer."""
