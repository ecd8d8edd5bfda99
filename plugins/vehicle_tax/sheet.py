"""The sheet of the service ("standar pelayanan"): what it asks, how it goes, what it costs."""

from __future__ import annotations

from core import Service
from core.language import gettext_lazy as _


def sheet() -> Service:
    """Of looking up and reckoning; paying is the province's."""
    return Service(
        "tax",
        _("Vehicle tax"),
        "vehicle_tax:index",
        summary=_("Calculate the tax of a vehicle, line by line, and see where to pay it. No account needed."),
        requirements=(
            _("The STNK: plate number and the last five characters of the chassis number"),
            _("To calculate without a bill: the sale value (NJKB) of the vehicle"),
        ),
        steps=(
            _("Write what stands on the STNK."),
            _("Read the bill. Each line says what it is made of."),
            _("Pay at Samsat or through an official channel."),
        ),
        minutes=1,
        product=_("The lines of the bill, its due day, and where to pay"),
        legal_basis=(
            "UU 1/2022 tentang Hubungan Keuangan antara Pemerintah Pusat dan Pemerintahan Daerah",
            "PP 76/2020 tentang Jenis dan Tarif PNBP pada Polri",
            "PMK 16/PMK.010/2017 tentang SWDKLLJ",
        ),
        icon="car",
        life_event="vehicle",
        words=("pkb", "samsat", "stnk", "motor", "mobil", "opsen"),
    )  # fmt: skip
