"""What other plugins may use of accounts.

Who somebody is comes with every request (`request.actor`); here is what stands behind an actor's id: how to reach a person
who has an account, and which officers answer for an agency. A plugin that works without accounts names them in `uses` and
imports this inside functions, after `portal.runs("accounts")`.
"""

from __future__ import annotations

from .carriers import CodeCarrier, register_code_carriers
from .events import OfficeClaimed, OfficeDecided, OfficeEnded, WardAsked
from .login_methods import Away, LoginMethod, LoginRefused, Proof, register_login_methods
from .organisations import Organisation, organisation_of
from .reaching import Contacts, contacts_of, home_area, office_title, officers_of, officers_with, person_name

__all__ = [
    "Away",
    "CodeCarrier",
    "Contacts",
    "LoginMethod",
    "LoginRefused",
    "OfficeClaimed",
    "OfficeDecided",
    "OfficeEnded",
    "Organisation",
    "Proof",
    "WardAsked",
    "contacts_of",
    "home_area",
    "office_title",
    "officers_of",
    "officers_with",
    "organisation_of",
    "person_name",
    "register_code_carriers",
    "register_login_methods",
]
