"""Signing in with an OpenID Connect provider that the site names."""
