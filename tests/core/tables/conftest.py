"""The same reading without a portal as the forms' tests."""

from tests.core.forms.conftest import reading

__all__ = ["reading"]
