"""What other plugins may use of payments.

A service makes a charge in its own transaction (`create_charge`), leads the citizen to its page (`charge_path`), and listens to
`ChargePaid`, or `ChargePosted` where only money in the account counts. A bank is connected by `register_providers`.
"""

from __future__ import annotations

from .charging import ChargeDiffers, Contact, Item, NewCharge, cancel_charge, charge_path, charges_about, create_charge, read_charge
from .events import (
    ChargeCancelled,
    ChargeEvent,
    ChargeExpired,
    ChargeFailed,
    ChargeMade,
    ChargeNeedsLook,
    ChargePaid,
    ChargePosted,
    ChargeReceived,
    ChargeSettled,
)
from .models import Charge
from .providers import (
    CallbackRefused,
    Called,
    Cancels,
    Instruction,
    NoProvider,
    Order,
    Provider,
    ProviderDown,
    ProviderRefused,
    Report,
    can_charge,
    register_providers,
)
from .qris import Qris, parse_qris
from .signing import check_signature, sign

__all__ = [
    "CallbackRefused",
    "Called",
    "Cancels",
    "Charge",
    "ChargeCancelled",
    "ChargeDiffers",
    "ChargeEvent",
    "ChargeExpired",
    "ChargeFailed",
    "ChargeMade",
    "ChargeNeedsLook",
    "ChargePaid",
    "ChargePosted",
    "ChargeReceived",
    "ChargeSettled",
    "Contact",
    "Instruction",
    "Item",
    "NewCharge",
    "NoProvider",
    "Order",
    "Provider",
    "ProviderDown",
    "ProviderRefused",
    "Qris",
    "Report",
    "can_charge",
    "cancel_charge",
    "charge_path",
    "charges_about",
    "check_signature",
    "create_charge",
    "parse_qris",
    "read_charge",
    "register_providers",
    "sign",
]
