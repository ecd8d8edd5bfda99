"""A service that charges, and a bank of its own: what another plugin does with payments."""
