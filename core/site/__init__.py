"""A site: `portal.toml`, the environment, and the files beside it, read into one frozen `Site`."""

from core.site.config import RESERVED_SECTIONS, Config
from core.site.contacts import Agency, EmergencyNumber, HelpContact
from core.site.holidays import Holiday
from core.site.load import load_site
from core.site.regions import District, Regions, Village
from core.site.secrets import Secrets, fresh_secrets
from core.site.site import Site

__all__ = [
    "RESERVED_SECTIONS",
    "Agency",
    "Config",
    "District",
    "EmergencyNumber",
    "HelpContact",
    "Holiday",
    "Regions",
    "Secrets",
    "Site",
    "Village",
    "fresh_secrets",
    "load_site",
]
