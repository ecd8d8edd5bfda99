"""One picture in, two clean pictures out: run alone, in a process with little memory, little time and no files.

A picture from a stranger is the most dangerous thing the portal reads: decoders have bugs, and a file of 500 kB can
unpack to 700 MB. So this script stands by itself (the standard library and Pillow only), is started by `core.storage.images`
without the portal's environment, and answers on its standard output: a line of JSON, then the two JPEGs. What comes out is
made from a copy of the pixels, so nothing that was beside them (EXIF with the place, XMP, comments, colour profiles,
thumbnails, a second file hidden at the end) can come along. When and where the camera says that it was taken is told in the
line of JSON, for whoever asked to know; so is a fingerprint of what is seen (a difference hash), by which copies are found.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image as Picture
    from PIL.JpegImagePlugin import JpegImageFile

MEMORY = 512 << 20
SECONDS = 10
LARGEST = 25_000_000
"""Pixels that may be decoded at full size."""
LARGEST_JPEG = 200_000_000
"""Pixels of a JPEG, which is decoded reduced: telephones make 50 to 108 million. A baseline JPEG of 200 Mpx needs 86 MB so."""
COEFFICIENTS = 400 << 20
"""A progressive JPEG is kept whole in memory before it can be reduced: 366 MB for 108 Mpx with halved colours (measured)."""
FULL = 2048
SMALL = 320
QUALITY = 82

TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF orientation → `Image.Transpose`, as numbers so that Pillow need not be loaded to read this file."""


class Refused(Exception):
    """`str()` is the cause: `size` or `broken`."""


def confine() -> None:
    """Give away what this process does not need. Where the system has no such limits, only the parent's deadline holds."""
    try:
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 16}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = MEMORY
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    os.nice(5)


def convert(content: bytes, media_type: str) -> tuple[dict[str, Any], bytes, bytes]:
    """The facts, the picture (at most 2048 px) and its small one (at most 320 px). Raises `Refused`."""
    image = _open(content, media_type)
    try:
        image.load()
        full = _upright(_copy(image, FULL), _orientation(image))
        small = _copy(full, SMALL)
        facts = {"width": full.width, "height": full.height, "fingerprint": _fingerprint(small), **_said(image)}
        return facts, _encode(full), _encode(small)
    except MemoryError:
        raise Refused("size") from None


def _open(content: bytes, media_type: str) -> Picture:
    """The picture with only its header read, its size checked before a pixel is decoded.

    The classes are called directly: `Image.open` would turn a JPEG that carries a second one (MPO) into something else.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = LARGEST // 2  # WebP allocates its canvas when opened, unless this is exceeded twice
    stream = io.BytesIO(content)
    if media_type == "image/jpeg":
        from PIL.JpegImagePlugin import JpegImageFile

        return _reduced(JpegImageFile(stream))
    try:
        image = _lossless(media_type)(stream)
    except Image.DecompressionBombError:
        raise Refused("size") from None
    if image.width * image.height > LARGEST:
        raise Refused("size")
    return image


def _lossless(media_type: str) -> Callable[[io.BytesIO], Picture]:
    if media_type == "image/png":
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile
    if media_type == "image/webp":
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile
    raise Refused("broken")


def _reduced(image: JpegImageFile) -> Picture:
    """The JPEG, told to decode itself at the smallest eighth that still gives the full picture."""
    pixels = image.width * image.height
    if pixels > LARGEST_JPEG:
        raise Refused("size")
    if image.info.get("progressive"):
        across, down = max(h for _, h, _, _ in image.layer), max(v for _, _, v, _ in image.layer)
        if sum(2 * pixels * h * v // (across * down) for _, h, v, _ in image.layer) > COEFFICIENTS:
            raise Refused("size")
    image.draft(None, _fit(image.size, FULL))
    if image.width * image.height > LARGEST:
        raise Refused("size")
    return image


def _orientation(image: Picture) -> int:
    """How the camera was held (1 to 8); a damaged EXIF block says nothing."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001  EXIF is a stranger's bytes: whatever it does, the picture is shown as it lies
        return 1


def _said(image: Picture) -> dict[str, Any]:
    """What the camera wrote beside the picture: `taken` (its own time, with the offset where it is known) and `place` (degrees)."""
    said: dict[str, Any] = {}
    for name, read in (("taken", _taken), ("place", _place)):
        try:
            found = read(image.getexif())
        except Exception:  # noqa: BLE001  EXIF is a stranger's bytes: whatever cannot be read was not said
            found = None
        if found is not None:
            said[name] = found
    return said


def _taken(exif: Any) -> str | None:
    """`2026-11-24T09:12:00+07:00`, or without an offset: DateTimeOriginal and OffsetTimeOriginal."""
    own = exif.get_ifd(0x8769)
    written, offset = str(own.get(0x9003, "")), str(own.get(0x9011, ""))
    found = re.match(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", written, re.ASCII)
    if found is None:
        return None
    zone = offset[:6] if re.match(r"[+-]\d\d:\d\d", offset, re.ASCII) else ""
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}{zone}"


def _place(exif: Any) -> list[float] | None:
    """Latitude and longitude in degrees."""
    own = exif.get_ifd(0x8825)
    latitude, longitude = _degrees(own.get(2), own.get(1), "S"), _degrees(own.get(4), own.get(3), "W")
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        return None  # many cameras write 0, 0 when they know nothing
    return [round(latitude, 6), round(longitude, 6)]


def _degrees(parts: Any, side: Any, negative: str) -> float | None:
    if not parts or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return (-value if str(side).strip("\0 ").upper() == negative else value) if math.isfinite(value) else None


def _fingerprint(image: Picture) -> str:
    """Sixty-four bits of what is seen, as 16 hex digits: of a 9 × 8 grey copy, whether each point is brighter than its right neighbour.

    Scaling, compressing and brightening change few of them."""
    from PIL import Image

    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grey[row * 9 + column] > grey[row * 9 + column + 1])
    return f"{bits:016x}"


def _copy(image: Picture, limit: int) -> Picture:
    """A new picture of the same pixels on white, at most `limit` px on its longer side, with nothing else in it."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "LA", "RGB", "RGBA"):
        image = image.convert("RGB")
    size = _fit(image.size, limit)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    clean = Image.new("RGB", size, "white")
    clean.paste(image, mask=image.getchannel("A") if image.mode in ("LA", "RGBA") else None)
    return clean


def _fit(size: tuple[int, int], limit: int) -> tuple[int, int]:
    longer = max(size)
    if longer <= limit:
        return size
    return max(1, round(size[0] * limit / longer)), max(1, round(size[1] * limit / longer))


def _upright(image: Picture, orientation: int) -> Picture:
    from PIL.Image import Transpose

    return image.transpose(Transpose(TURNS[orientation])) if orientation in TURNS else image


def _encode(image: Picture) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def main() -> None:
    """Read the picture from standard input; its media type is the one argument."""
    from PIL import Image, JpegImagePlugin  # noqa: F401  before the limits: afterwards nothing more is opened

    if sys.argv[1] == "image/png":
        from PIL import PngImagePlugin  # noqa: F401
    elif sys.argv[1] == "image/webp":
        from PIL import WebPImagePlugin  # noqa: F401
    content = sys.stdin.buffer.read()
    confine()
    full = small = b""
    try:
        facts, full, small = convert(content, sys.argv[1])
        facts["full"], facts["small"] = len(full), len(small)
    except Refused as refused:
        facts = {"refused": str(refused)}
    except Exception:  # noqa: BLE001  whatever a decoder says about a stranger's bytes, the answer is the same
        facts = {"refused": "broken"}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + full + small)


if __name__ == "__main__":
    main()
