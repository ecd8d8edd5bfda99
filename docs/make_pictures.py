"""Make the pictures of the documentation again, from a running portal: `python docs/make_pictures.py`.

A copy of the site of Blora is opened on a free port; Chromium walks through a report at the width of a cheap phone and looks
at the home page at the width of a desk. Each picture has a palette of 56 colours, so that a clone stays small. The drawings
(`*.svg`) are written by hand; tests/house/test_architecture.py holds that of the house to the code.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from core.commands.groups import chromium

FOLDER = Path(__file__).parent / "pictures"
PENDOPO = Path(sys.executable).parent / "pendopo"
LARGEST = 60_000
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
REPORT = "Lubang sedalam 20 cm di jalan depan pasar, sudah dua minggu. Motor sering jatuh, apalagi malam hari."


def main() -> int:
    """Make every picture; 1 when one is too large to be kept."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "blora") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium() or None)
        for name, viewport, walk in (("home", DESK, home), ("home-phone", PHONE, home), ("report-phone", PHONE, report), ("case-phone", PHONE, follow)):
            page = browser.new_page(viewport=viewport, locale="id-ID", device_scale_factor=1, reduced_motion="reduce")  # type: ignore[arg-type]
            walk(page, address)
            keep(name, page.screenshot())
        browser.close()
    large = [file.name for file in FOLDER.glob("*.png") if file.stat().st_size > LARGEST]
    if large:
        sys.stderr.write(f"larger than {LARGEST} bytes: {', '.join(large)}\n")
    return int(bool(large))


def home(page: Page, address: str) -> None:
    """The first page, as a citizen meets it."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


def report(page: Page, address: str) -> None:
    """The first step of a report, filled in."""
    page.goto(f"{address}/aduan/lapor")
    page.fill("[name=description]", REPORT)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.scrollTo(0, 0)")


def follow(page: Page, address: str) -> None:
    """A report walked through to its end, then its case."""
    report(page, address)
    page.click("#lanjut")
    page.select_option("[name=place_district]", label="Blora")
    page.wait_for_selector("[name=place_village] option[value='33.16.09.1015']", state="attached")
    page.select_option("[name=place_village]", "33.16.09.1015")
    page.fill("[name=place_landmark]", "Depan pasar, di bawah lampu nomor 12")
    page.click("#lanjut")
    page.check("[name=category][value=jalan]")
    page.click("#lanjut")
    page.check("[name=visibility][value=public]")
    page.click("#lanjut")
    page.click("#kirim")
    page.click("main a[href*='/lacak/']")
    page.wait_for_load_state("networkidle")


def keep(name: str, picture: bytes) -> None:
    """Write a screenshot with few colours."""
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(56, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    image.save(FOLDER / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}.png: {(FOLDER / f'{name}.png').stat().st_size} bytes\n")


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """A fresh copy of Blora's site on a free port; its address."""
    subprocess.run([PENDOPO, "new", site, "--from", "blora"], check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([PENDOPO, "--site", site, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        address = next(found[1] for line in server.stderr if (found := re.search(r": (http://127\.0\.0\.1:\d+)/$", line)))
        yield address
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    sys.exit(main())
