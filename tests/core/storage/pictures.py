"""Pictures and worse things, made here: no file from elsewhere is needed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from random import Random

from PIL import Image, PngImagePlugin

GPS_MARK = b"GPS-MARK-6.9697S"
XMP_MARK = b"xmp-mark-of-the-phone"
COMMENT_MARK = b"comment-mark-kept-by-pillow"
ICC_MARK = b"icc-mark-of-the-screen"


def jpeg(size: tuple[int, int] = (640, 480), colour: str = "seagreen", **options: object) -> bytes:
    return encoded(Image.new("RGB", size, colour), "JPEG", **options)


def png(size: tuple[int, int] = (640, 480), mode: str = "RGB", colour: object = 0, **options: object) -> bytes:
    return encoded(Image.new(mode, size, colour), "PNG", **options)  # type: ignore[arg-type]


def webp(size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    return encoded(Image.new("RGB", size, "seagreen"), "WEBP", **options)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def telltale_exif(orientation: int = 1) -> Image.Exif:
    """EXIF as a telephone writes it: the place in degrees, the maker, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = GPS_MARK.decode()
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 58.0, 11.0), 3: "E", 4: (111.0, 25.0, 4.0)})
    return exif


def telltale_jpeg(orientation: int = 1) -> bytes:
    """A picture, left half red and right half blue, with everything beside it that can give a person away."""
    image = Image.new("RGB", (600, 400), "blue")
    image.paste("red", (0, 0, 300, 400))
    return encoded(
        image, "JPEG", exif=telltale_exif(orientation), comment=COMMENT_MARK, xmp=b"<x>" + XMP_MARK + b"</x>", icc_profile=ICC_MARK * 100, quality=95
    )


def telltale_png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", COMMENT_MARK.decode())
    text.add_itxt("XML:com.adobe.xmp", XMP_MARK.decode())
    return png(exif=telltale_exif(), pnginfo=text, icc_profile=ICC_MARK * 100)


def telltale_webp() -> bytes:
    return webp(exif=telltale_exif(), xmp=b"<x>" + XMP_MARK + b"</x>", icc_profile=ICC_MARK * 100)


def bomb_png(side: int = 13_300) -> bytes:
    """A PNG of `side` × `side` pixels in about 500 kB: one row of zeros, over and over."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side * 3)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def apng(frames: int = 10_000) -> bytes:
    """A PNG that says it has ten thousand frames."""
    whole = png((64, 64))
    head = whole.index(b"IDAT") - 4
    control = chunk(b"acTL", struct.pack(">II", frames, 0)) + chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 64, 64, 0, 0, 1, 10, 0, 0))
    return whole[:head] + control + whole[head:]


def animated(form: str, frames: int = 40) -> bytes:
    first, *others = (Image.new("RGB", (64, 64), (n, 0, 0)) for n in range(frames))
    return encoded(first, form, save_all=True, append_images=others, duration=10)


def mpo() -> bytes:
    """Two pictures in one JPEG, as telephones with two lenses write them; the first is red, the second blue."""
    return encoded(Image.new("RGB", (320, 240), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (320, 240), "blue")])


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.php", "<?php system($_GET['c']);")
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
PHP = b"<?php system($_GET['c']); ?>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64
PSD = b"8BPS\0\1" + b"\0" * 64
ICNS = b"icns\0\0\0\x40" + b"\0" * 56
TIFF = encoded(Image.new("RGB", (8, 8)), "TIFF")
GIF = b"GIF89a/*" + b"\0" * 8 + b"*/=1;alert(1)//"


def camera(
    taken: str = "2026:11:24 09:12:00", offset: str = "+07:00", *, place: tuple[float, float] | None = (-6.969722, 111.417778), seed: int | None = None
) -> bytes:
    """A photo whose camera says when and where it was taken; each seed shows something else."""
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: taken, 0x9011: offset})
    if place:
        south, west = place[0] < 0, place[1] < 0
        exif.get_ifd(0x8825).update({1: "S" if south else "N", 2: _sixties(place[0]), 3: "W" if west else "E", 4: _sixties(place[1])})
    image = Image.new("RGB", (300, 200), "green") if seed is None else scene(seed)
    return encoded(image, "JPEG", exif=exif, quality=90)


def _sixties(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees) * 3600, 3600)
    return float(whole), float(rest // 60), round(rest % 60, 3)


def scene(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with something to see in it; each seed another one."""
    random = Random(seed)
    small = Image.new("L", (9, 9))
    small.putdata([random.randrange(256) for _ in range(81)])
    return small.resize(size, Image.Resampling.BICUBIC).convert("RGB")
