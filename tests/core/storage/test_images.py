"""A picture goes in as a stranger sent it and comes out as pixels alone."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from core.storage.images import Picture, _answer, _environment, clean
from core.storage.refusals import UploadRefused
from tests.core.storage import pictures

pytestmark = pytest.mark.anyio


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=["JPEG"])


def cpu_seconds() -> float:
    """Of this process and of those it started: unlike the clock's, they do not grow when the machine is busy."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def segments(content: bytes) -> list[int]:
    """The markers of a JPEG up to its first scan."""
    found, place = [], 2
    while content[place + 1] != 0xDA:
        found.append(content[place + 1])
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return found


def assert_bare(picture: Picture) -> None:
    for content in (picture.full, picture.small):
        beside = [marker for marker in segments(content) if 0xE0 <= marker <= 0xEF or marker == 0xFE]
        assert beside == [0xE0]
        assert content.endswith(b"\xff\xd9")
        for mark in (pictures.GPS_MARK, pictures.XMP_MARK, pictures.COMMENT_MARK, pictures.ICC_MARK, b"Exif", b"http://ns.adobe.com", b"<?php", b"<script"):
            assert mark not in content


async def test_a_picture_is_made_anew_at_most_2048_px_with_a_small_one_of_320() -> None:
    picture = await clean(pictures.jpeg((3000, 1500)), "image/jpeg")

    assert (picture.width, picture.height) == opened(picture.full).size == (2048, 1024)
    assert opened(picture.small).size == (320, 160)


async def test_a_small_picture_is_not_made_larger() -> None:
    picture = await clean(pictures.png((1, 1)), "image/png")

    assert opened(picture.full).size == opened(picture.small).size == (1, 1)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pictures.telltale_jpeg(), "image/jpeg"), (pictures.telltale_png(), "image/png"), (pictures.telltale_webp(), "image/webp")],
    ids=["jpeg", "png", "webp"],
)
async def test_row_32_nothing_but_pixels_comes_along(content: bytes, media_type: str) -> None:
    assert pictures.GPS_MARK in content
    assert pictures.XMP_MARK in content

    assert_bare(await clean(content, media_type))


@pytest.mark.parametrize(("orientation", "corner"), [(1, "red"), (2, "blue"), (3, "blue"), (4, "red"), (5, "red"), (6, "red"), (7, "blue"), (8, "blue")])
async def test_row_32_the_picture_stands_as_the_camera_was_held(orientation: int, corner: str) -> None:
    picture = await clean(pictures.telltale_jpeg(orientation), "image/jpeg")

    image = opened(picture.full).convert("RGB")
    red, _, blue = image.getpixel((10, 10))  # type: ignore[misc]
    assert image.size == ((600, 400) if orientation < 5 else (400, 600))
    assert (red > blue) == (corner == "red")


async def test_row_32_a_damaged_exif_block_says_nothing() -> None:
    content = pictures.telltale_jpeg(6)
    at = content.index(b"Exif\0\0") + 6

    picture = await clean(content[:at] + os.urandom(40) + content[at + 40 :], "image/jpeg")

    assert_bare(picture)


@pytest.mark.parametrize("hidden", [pictures.zipped(), pictures.HTML, pictures.PHP, pictures.PDF, pictures.SVG], ids=["zip", "html", "php", "pdf", "svg"])
@pytest.mark.parametrize(
    ("content", "media_type"), [(pictures.jpeg(), "image/jpeg"), (pictures.png(), "image/png"), (pictures.webp(), "image/webp")], ids=["jpeg", "png", "webp"]
)
async def test_row_30_a_second_file_behind_the_picture_is_left_behind(content: bytes, media_type: str, hidden: bytes) -> None:
    assert_bare(await clean(content + hidden, media_type))


async def test_row_31_a_png_of_500_kb_and_177_million_pixels_costs_less_than_a_second_and_no_memory_of_ours() -> None:
    bomb = pictures.bomb_png()
    assert len(bomb) < 600_000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, cpu_seconds()

    with pytest.raises(UploadRefused) as refused:
        await clean(bomb, "image/png")

    assert cpu_seconds() - began < 1
    assert refused.value.code == "upload.size"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


async def test_row_31_a_webp_over_25_million_pixels_is_refused_from_its_header() -> None:
    content = bytearray(pictures.webp((64, 64), lossless=True))
    at = content.index(b"VP8L") + 9
    content[at : at + 4] = (16_382 | 16_382 << 14).to_bytes(4, "little")

    with pytest.raises(UploadRefused) as refused:
        await clean(bytes(content), "image/webp")

    assert refused.value.code == "upload.size"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
async def test_every_kind_of_png_becomes_a_picture(mode: str) -> None:
    picture = await clean(pictures.png((40, 30), mode), "image/png")

    assert opened(picture.full).mode == "RGB"
    assert_bare(picture)


async def test_what_is_transparent_becomes_white() -> None:
    picture = await clean(pictures.png((40, 30), "RGBA", (0, 0, 0, 0)), "image/png")

    assert opened(picture.full).getpixel((5, 5)) == (255, 255, 255)


async def test_a_grey_and_a_printers_jpeg_become_pictures() -> None:
    for mode in ("L", "CMYK"):
        assert_bare(await clean(pictures.encoded(Image.new(mode, (3000, 40)), "JPEG"), "image/jpeg"))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pictures.apng(), "image/png"), (pictures.animated("PNG"), "image/png"), (pictures.animated("WEBP"), "image/webp"), (pictures.mpo(), "image/jpeg")],
    ids=["apng of 10,000", "apng", "webp", "two lenses"],
)
async def test_row_31_of_many_frames_only_the_first_is_taken(content: bytes, media_type: str) -> None:
    picture = await clean(content, media_type)

    assert_bare(picture)
    assert getattr(opened(picture.full), "n_frames", 1) == 1


async def test_of_two_pictures_in_one_jpeg_the_first_is_taken() -> None:
    picture = await clean(pictures.mpo(), "image/jpeg")

    red, _, blue = opened(picture.full).getpixel((10, 10))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (pictures.jpeg()[:-300], "image/jpeg"),
        (pictures.jpeg()[:20], "image/jpeg"),
        (b"\xff", "image/jpeg"),
        (b"", "image/jpeg"),
        (b"\xff\xd8\xff" + pictures.PHP, "image/jpeg"),
        (pictures.png()[:-200], "image/png"),
        (b"\x89PNG\r\n\x1a\n" + pictures.HTML, "image/png"),
        (pictures.webp()[:60], "image/webp"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (pictures.SVG, "image/png"),
        (pictures.EPS, "image/jpeg"),
        (pictures.jpeg(), "image/png"),
        (pictures.jpeg(), "application/postscript"),
    ],
)
async def test_row_31_what_is_not_a_whole_picture_is_refused_as_broken(content: bytes, media_type: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        await clean(content, media_type)

    assert refused.value.code == "upload.broken"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(12_000, 9_000), (16_330, 12_240), (9_000, 12_000), (65_000, 3_000)], ids=str)
async def test_row_31_a_telephones_largest_jpeg_is_decoded_reduced(size: tuple[int, int]) -> None:
    content = pictures.jpeg(size)

    picture = await clean(content, "image/jpeg")

    assert max(opened(picture.full).size) == 2048


@pytest.mark.slow
async def test_row_31_a_jpeg_over_200_million_pixels_is_refused() -> None:
    with pytest.raises(UploadRefused) as refused:
        await clean(pictures.jpeg((20_000, 10_001)), "image/jpeg")

    assert refused.value.code == "upload.size"


@pytest.mark.slow
async def test_row_31_a_progressive_jpeg_is_taken_while_its_coefficients_fit_and_refused_by_size_when_they_do_not() -> None:
    assert await clean(pictures.jpeg((12_000, 9_000), progressive=True), "image/jpeg")

    with pytest.raises(UploadRefused) as refused:
        await clean(pictures.jpeg((16_000, 12_000), progressive=True), "image/jpeg")
    assert refused.value.code == "upload.size"


@pytest.mark.slow
async def test_row_31_the_largest_png_and_webp_fit_into_the_memory_allowed() -> None:
    noise = Image.frombytes("RGBA", (500, 500), os.urandom(1_000_000)).resize((5000, 5000), Image.Resampling.NEAREST)

    assert await clean(pictures.encoded(noise, "PNG", compress_level=1), "image/png")
    assert await clean(pictures.encoded(noise, "WEBP", quality=10, method=0), "image/webp")


def test_row_31_the_process_that_decodes_can_neither_grow_nor_write_a_file(tmp_path: Path) -> None:
    program = (
        "import resource; from core.storage import resize; resize.confine()\n"
        "try: bytearray(600 << 20)\n"
        "except MemoryError: print('no memory')\n"
        f"try: open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x')\n"
        "except OSError: print('no file')\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
    )

    done = subprocess.run(
        [sys.executable, "-B", "-c", "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + program], capture_output=True, text=True, check=False
    )

    assert done.stdout == "no memory\nno file\n10 0\n", done.stderr


async def test_row_31_the_process_that_decodes_is_not_told_the_portals_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENDOPO_DATABASE__URL", "postgres://user:secret@host/db")

    assert "secret" not in repr(_environment())
    assert await clean(pictures.jpeg(), "image/jpeg")


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"null\n",
        b"[]\n",
        b'{"width": 1, "height": 1, "full": 9, "small": 9}\nabc',
        b'{"width": 1, "height": 1, "full": 0, "small": 0}\n',
        b'{"width": "x", "height": 1, "full": 1, "small": 1}\nab',
        b'{"width": 1, "height": 1, "full": -1, "small": 3}\nab',
        b"\xff\xfe",
    ],
)
def test_row_31_an_answer_of_another_shape_refuses_the_picture(output: bytes) -> None:
    with pytest.raises(UploadRefused) as refused:
        _answer(output)

    assert refused.value.code == "upload.broken"


# ---------------------------------------------------------------- what is said beside the pixels


async def test_when_and_where_are_told_beside_the_picture_and_not_in_it() -> None:
    picture = await clean(pictures.camera(), "image/jpeg")

    assert picture.taken == "2026-11-24T09:12:00+07:00"
    assert picture.place == pytest.approx((-6.969722, 111.417778), abs=1e-6)
    assert b"2026:11:24" not in picture.full


@pytest.mark.parametrize(
    ("taken", "offset", "said"),
    [
        ("2026:11:24 09:12:00", "", "2026-11-24T09:12:00"),
        ("2026:11:24 09:12:00", "nonsense", "2026-11-24T09:12:00"),
        ("2026:13:45 09:12:00", "", ""),
        ("0000:00:00 00:00:00", "", ""),
        ("yesterday", "", ""),
        ("", "", ""),
    ],
)
async def test_a_moment_that_is_none_was_not_said(taken: str, offset: str, said: str) -> None:
    assert (await clean(pictures.camera(taken, offset, place=None), "image/jpeg")).taken == said


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "S", 2: (6.0, 58.0, 11.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "S", 2: (200.0, 0.0, 0.0), 3: "E", 4: (111.0, 0.0, 0.0)},
        {1: "S", 2: (6.0,), 3: "E", 4: (111.0, 0.0, 0.0)},
    ],
)
async def test_a_place_that_is_none_was_not_said(gps: dict[int, object]) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)

    assert (await clean(pictures.encoded(Image.new("RGB", (64, 64)), "JPEG", exif=exif), "image/jpeg")).place is None


def differing(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


async def test_a_copy_made_smaller_brighter_and_compressed_has_nearly_the_same_fingerprint_and_another_picture_has_not() -> None:
    original = await clean(pictures.encoded(pictures.scene(1), "JPEG", quality=95), "image/jpeg")
    smaller = await clean(pictures.encoded(pictures.scene(1).resize((320, 240)), "JPEG", quality=30), "image/jpeg")
    brighter = await clean(pictures.encoded(pictures.scene(1).point(lambda value: min(255, int(value * 1.1))), "PNG"), "image/png")
    others = [await clean(pictures.encoded(pictures.scene(seed), "JPEG"), "image/jpeg") for seed in range(2, 8)]

    assert differing(original.fingerprint, smaller.fingerprint) <= 3
    assert differing(original.fingerprint, brighter.fingerprint) <= 3
    assert min(differing(original.fingerprint, other.fingerprint) for other in others) > 10
