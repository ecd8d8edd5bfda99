"""Where the pages of the desk lie, and who may ask: every officer who may see cases; each page then looks at the case."""

from __future__ import annotations

from typing import Any

from core import Route, permission
from core.language import gettext_lazy as _

from . import acting, assigning, bundles, casepage, counters, exporting, listing, many, merging, replies, revealing, views

NOT_HERE = _(
    "The desk is for officers who work on the cases of an agency. Whoever looks after the portal works in the console, and gives officers their roles there."
)
NOT_YOURS = _("Downloading the queue is a right of its own, which supervisors have. Ask whoever gives roles in your agency.")
PHOTOS = 34 * 1024 * 1024
"""Bytes of a form with photos: phones make JPEGs of 30 MB."""


def routes() -> list[Route]:
    officer, writer, taker = permission("view"), permission("replies"), permission("export")
    case = "/kasus/{ticket}"

    def at(path: str, page: Any, name: str, *, post: bool = False, **more: Any) -> Route:
        return Route(path, page, name=name, access=officer, segment="petugas", refusal=NOT_HERE, methods=("POST",) if post else ("GET",), **more)

    def console(path: str, page: Any, name: str, *, post: bool = False) -> Route:
        return Route(path, page, name=name, access=writer, segment="konsol", methods=("POST",) if post else ("GET",))

    return [
        at("/", listing.queue, "desk"),
        at("/baru", counters.new, "desk_new"),
        at("/tampilan", views.keep, "desk_keep_view", post=True),
        at("/tampilan/{view}/hapus", views.drop, "desk_drop_view", post=True),
        at("/banyak", many.choose, "desk_choose"),
        at("/banyak", many.begin, "desk_many", post=True),
        at("/banyak/jalankan", many.act, "desk_act_many", post=True),
        Route("/unduh", exporting.ask, name="desk_export", access=taker, segment="petugas", refusal=NOT_YOURS),
        Route("/unduh", exporting.download, name="desk_download", access=taker, segment="petugas", methods=("POST",), refusal=NOT_YOURS),
        at("/hasil/{run}", many.results, "desk_results"),
        at("/kumpulan/{bundle}", bundles.show, "desk_bundle"),
        at(case, casepage.show, "desk_case"),
        at(f"{case}/langkah/{{transition}}", acting.act, "desk_act", post=True, body=PHOTOS),
        at(f"{case}/catatan", acting.note, "desk_note", post=True),
        at(f"{case}/petugas", assigning.take, "desk_assign", post=True),
        at(f"{case}/gabung", merging.send_merge, "desk_merge", post=True),
        at(f"{case}/pisah", merging.send_separate, "desk_separate", post=True),
        at(f"{case}/pelapor", revealing.ask, "desk_identity"),
        at(f"{case}/pelapor", revealing.open_identity, "desk_open_identity", post=True),
        at(f"{case}/berkas/{{file}}", acting.file, "desk_file"),
        at(f"{case}/berkas/{{file}}/kecil", acting.small_file, "desk_small_file"),
        console("/balasan", replies.listed, "replies"),
        console("/balasan", replies.save, "add_reply", post=True),
        console("/balasan/{reply}", replies.edit, "reply"),
        console("/balasan/{reply}", replies.save, "save_reply", post=True),
        console("/balasan/{reply}/hapus", replies.remove, "remove_reply", post=True),
    ]
