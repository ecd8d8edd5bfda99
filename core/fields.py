"""The fields of a form and the conditions under which they are asked, for plugins."""

from core.forms.choices import Choice, Choices, Consent, YesNo
from core.forms.conditions import AllOf, AnyOf, Condition, Filled, Is, Not
from core.forms.field import Field
from core.forms.files import Attachment, File, Photos
from core.forms.group import Group, Information
from core.forms.identity import Nik, Phone, Plate
from core.forms.numbers import Date, Number, Rupiah
from core.forms.place import Place, PlaceAnswer, Region, RegionAnswer
from core.forms.reading import Option, Refusal
from core.forms.text import Email, LongText, Text

__all__ = [
    "AllOf",
    "AnyOf",
    "Attachment",
    "Choice",
    "Choices",
    "Condition",
    "Consent",
    "Date",
    "Email",
    "Field",
    "File",
    "Filled",
    "Group",
    "Information",
    "Is",
    "LongText",
    "Nik",
    "Not",
    "Number",
    "Option",
    "Phone",
    "Photos",
    "Place",
    "PlaceAnswer",
    "Plate",
    "Refusal",
    "Region",
    "RegionAnswer",
    "Rupiah",
    "Text",
    "YesNo",
]
