"""The fields of a form and the conditions under which they are asked, for plugins."""

from core.fields.choices import Choice, Choices, Consent, YesNo
from core.fields.files import Attachment, File, Photos
from core.fields.group import Group, Information
from core.fields.identity import Nik, Phone, Plate
from core.fields.numbers import Date, Number, Rupiah
from core.fields.page import LONGEST_WORDS, PageFields, mistakes
from core.fields.place import Place, PlaceAnswer, Region, RegionAnswer
from core.fields.text import Email, LongText, Text
from core.forms.conditions import AllOf, AnyOf, Condition, Filled, Is, Not
from core.forms.field import Field
from core.forms.reading import Option, Refusal
from core.forms.views import ChoiceView, FieldView, FileView

__all__ = [
    "LONGEST_WORDS",
    "AllOf",
    "AnyOf",
    "Attachment",
    "Choice",
    "ChoiceView",
    "Choices",
    "Condition",
    "Consent",
    "Date",
    "Email",
    "Field",
    "FieldView",
    "File",
    "FileView",
    "Filled",
    "Group",
    "Information",
    "Is",
    "LongText",
    "Nik",
    "Not",
    "Number",
    "Option",
    "PageFields",
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
    "mistakes",
]
