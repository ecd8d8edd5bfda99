"""What other plugins may use of the vehicle tax: the pure rules of a bill, and the hook by which a registry of vehicles is connected."""

from __future__ import annotations

from .bill import Bill, compute_bill, late_fine, late_interest, months_late
from .events import TaxDue
from .vehicles import Registry, Vehicle, register_registries

__all__ = ["Bill", "Registry", "TaxDue", "Vehicle", "compute_bill", "late_fine", "late_interest", "months_late", "register_registries"]
