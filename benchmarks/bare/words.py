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


DISTRICTS = (
    ("33.16.11", "Banjarejo"), ("33.16.09", "Blora"), ("33.16.15", "Bogorejo"), ("33.16.05", "Cepu"), ("33.16.16", "Japah"), ("33.16.01", "Jati"),
    ("33.16.08", "Jepon"), ("33.16.07", "Jiken"), ("33.16.04", "Kedungtuban"), ("33.16.03", "Kradenan"), ("33.16.13", "Kunduran"), ("33.16.12", "Ngawen"),
    ("33.16.02", "Randublatung"), ("33.16.06", "Sambong"), ("33.16.14", "Todanan"), ("33.16.10", "Tunjungan"),
)  # fmt: skip
GROUPS = (
    ("jalan", "Jalan dan jembatan"), ("penerangan", "Lampu jalan dan perhubungan"), ("lingkungan", "Sampah, lingkungan, air bersih"),
    ("kesehatan", "Kesehatan"), ("pendidikan", "Pendidikan"), ("kependudukan", "KTP, KK, dan akta"), ("sosial", "Bantuan sosial"),
    ("pertanian", "Pertanian, pupuk, irigasi"), ("usaha", "Perizinan dan tenaga kerja"), ("ketertiban", "Ketertiban umum"), ("lainnya", "Lainnya"),
)  # fmt: skip
LIMITS = (
    ("Jawaban pertama", "3 hari kerja"), ("Diterima", "3 hari kerja"), ("Menunggu kelengkapan", "10 hari kerja"), ("Diteruskan", "5 hari kerja"),
    ("Dikerjakan", "5 sampai 60 hari kerja"), ("Menunggu keterangan", "10 hari kerja"), ("Menunggu tanggapan", "10 hari kerja"),
)  # fmt: skip
SHELL = {
    "menu": (
        {"id": "home", "href": "/", "icon": "house", "label": "Beranda", "lead": False},
        {"id": "bench_home.service0", "href": "/bench-home/0", "icon": "megaphone", "label": "Lapor masalah", "lead": True},
        {"id": "services", "href": "/layanan", "icon": "layers", "label": "Layanan", "lead": False},
    ),
    "help": (
        {"kind": "phone", "href": "tel:+62296531028", "icon": "phone", "label": "Telepon", "value": "(0296) 531028", "note": "Senin-Jumat, 07.30-16.00 WIB"},
        {"kind": "address", "href": "", "icon": "landmark", "label": "Datang langsung", "value": "Jl. Pemuda 12", "note": ""},
    ),
    "looks": (("auto", "Ikuti ponsel", "contrast"), ("terang", "Terang", "sun"), ("gelap", "Gelap", "moon")),
}
NUMBERS = (
    {"number": "112", "icon": "siren", "name": "Darurat"}, {"number": "110", "icon": "shield", "name": "Polisi"},
    {"number": "113", "icon": "flame", "name": "Pemadam"}, {"number": "119", "icon": "ambulance", "name": "Ambulans"},
)  # fmt: skip
