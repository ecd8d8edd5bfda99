"""What the pages of the reference say: literals, as a hand-written application has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class State:
    title: str
    kind: str
    sign: str
    entry: str
    told: str
    explanation: str


STATES = {
    "received": State("Diterima", "info", "eye", "check", "Diterima", "Petugas memeriksa aduan Anda dan meneruskannya ke instansi yang berwenang."),
    "forwarded": State("Diteruskan", "info", "clock", "arrow-right", "Diteruskan ke instansi", "Instansi menyusun rencana penanganan dan menjawab Anda."),
    "in_progress": State("Dikerjakan", "info", "clock", "arrow-right", "Mulai dikerjakan", "Instansi sedang menangani aduan Anda."),
    "confirm": State("Menunggu tanggapan", "warn", "reply", "arrow-right", "Selesai ditangani", "Benarkah? Tanpa tanggapan, aduan ditutup."),
    "closed": State("Selesai", "ok", "check", "check", "Ditutup", "Aduan sudah selesai. Bila masalahnya muncul lagi, buka kembali."),
}
WAY = tuple(STATES)
CATEGORIES = {
    "jalan": "construction", "penerangan": "lightbulb", "lingkungan": "trash-2", "kesehatan": "heart-pulse", "pendidikan": "school", "kependudukan": "id-card",
    "sosial": "heart-handshake", "pertanian": "leaf", "usaha": "briefcase", "ketertiban": "siren", "lainnya": "ellipsis",
}  # fmt: skip
TILES = [
    {"id": f"bench_home.service{n}", "href": f"/bench-home/{n}", "label": label, "icon": icon}
    for n, (label, icon) in enumerate(
        (
            ("Pajak kendaraan", "bike"), ("Lowongan kerja", "briefcase"), ("Perizinan", "file-text"), ("Kesehatan", "heart-pulse"), ("Sekolah", "school"),
            ("KTP dan KK", "id-card"), ("Bantuan sosial", "heart-handshake"), ("Harga pasar", "store"), ("Jadwal bus", "bus"), ("Perpustakaan", "book-open"),
            ("Wisata", "map"),
        ),
        1,
    )
]  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def long_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"


def day_of(stored: str, zone: tzinfo) -> date:
    return datetime.fromisoformat(stored).astimezone(zone).date()


def moment(stored: str, zone: tzinfo) -> str:
    local = datetime.fromisoformat(stored).astimezone(zone)
    return f"{short_day(local.date())} {local.year}, {local:%H.%M} WIB"


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
