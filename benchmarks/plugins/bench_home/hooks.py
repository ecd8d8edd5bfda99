"""Twelve services in the shape of a regency's."""

from core import PUBLIC, Fragment, MenuItem, Route, hookimpl
from core.language import Text

from . import pages

SERVICES = (
    ("Lapor masalah", "megaphone"),
    ("Pajak kendaraan", "bike"),
    ("Lowongan kerja", "briefcase"),
    ("Perizinan", "file-text"),
    ("Kesehatan", "heart-pulse"),
    ("Sekolah", "school"),
    ("KTP dan KK", "id-card"),
    ("Bantuan sosial", "heart-handshake"),
    ("Harga pasar", "store"),
    ("Jadwal bus", "bus"),
    ("Perpustakaan", "book-open"),
    ("Wisata", "map"),
)


@hookimpl
def register_routes():
    tiles = [Route(f"/{number}", pages.service, name=f"service{number}", access=PUBLIC) for number in range(len(SERVICES))]
    return [*tiles, Route("/n/{number:int}", pages.service, name="one", access=PUBLIC)]


@hookimpl
def register_menus():
    return [
        MenuItem(f"service{number}", Text(title, {"id": title, "en": title}), route=f"bench_home:service{number}", icon=icon, weight=number)
        for number, (title, icon) in enumerate(SERVICES)
    ]


@hookimpl
def register_fragments():
    return [Fragment("home.cards", pages.news)]
