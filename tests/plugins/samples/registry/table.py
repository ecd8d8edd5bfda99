"""What a file of vehicles holds."""

from core import Access
from core.fields import Choice, Date, Number, Option, Phone, Plate, Refusal, Rupiah, Text, YesNo
from core.language import gettext_lazy as _
from core.tables import Column, TableImport

from .models import Vehicle


def vehicles(access: Access) -> TableImport:
    return TableImport(
        "vehicles",
        _("Vehicles"),
        [
            Column(Plate("plate", _("Plate number")), aliases=("nopol", "no polisi")),
            Text("owner", _("Owner"), longest=80),
            Text("brand", _("Brand"), longest=40, optional=True),
            Date("due", _("Tax due")),
            Rupiah("value", _("Value")),
            Number("power", _("Power"), decimals=1, optional=True),
            Choice("kind", _("Kind"), options=(Option("car", _("Car")), Option("bike", _("Motorcycle"))), optional=True),
            YesNo("public", _("Public transport"), optional=True),
            Phone("phone", _("Telephone"), optional=True),
        ],
        "plate",
        access=access,
        model=Vehicle,
        whole=True,
        keep="list",
        check=check,
        help=_("The list that Samsat sends every month."),
    )


def check(row):
    if row["kind"] == "bike" and row["value"] > 10**9:
        raise Refusal(_("A motorcycle is not worth {value}"), value=row["value"])
