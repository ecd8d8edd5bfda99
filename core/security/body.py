"""The strict reader of posted forms: what it hands on is whole, is text, and is within its limits.

A multipart body cut before its closing boundary, a NUL, broken UTF-8, a JSON body sent to a form: each is refused with
400, 413 or 415 instead of arriving as an empty or a changed form. File names are only ever something to show.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import anyio.to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, MultipartState, parse_options_header

from core.errors import RequestError
from core.language import Text
from core.language import gettext_lazy as _
from core.security.names import safe_file_name

if TYPE_CHECKING:
    from starlette.requests import Request

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MEDIA_TYPE = re.compile(r"^[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}$")
_BOUNDARY = re.compile(rb"^[A-Za-z0-9'()+_,./:=? -]{0,69}[A-Za-z0-9'()+_,./:=?-]$")
UNREADABLE = _("The form could not be read. Go back, open it again and send it once more.")
CUT = _("The form arrived incomplete. Please send it once more.")
TOO_LONG = _("A text is too long. Press Back, where what you typed is still there, and shorten it.")
TOO_MANY_FILES = _("These are too many files at once. Please send fewer.")
NO_FORM = _("This address takes a form. Send it from the form on the page.")

IN_MEMORY = 1024 * 1024
"""Bytes of a file that are held in memory before it goes to disk."""


@dataclass(frozen=True, slots=True)
class FormLimits:
    """How much a form may hold; the size of the whole body is the gate's to limit."""

    fields: int = 200
    files: int = 10
    field_size: int = 64 * 1024
    name_size: int = 200


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A file as it came: `name` is made safe to show and is never a path, `media_type` is only what the sender claims."""

    field: str
    name: str
    media_type: str
    file: SpooledTemporaryFile[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class PostedForm:
    """All fields in their order, and all files. Close it when done: `with form:` drops what lies on disk."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[PostedFile, ...] = ()

    def one(self, name: str, default: str = "") -> str:
        """The value of a field that may be sent once; twice is refused."""
        found = self.every(name)
        if len(found) > 1:
            raise _refused(f"the field {name!r} was sent more than once", "form.doubled")
        return found[0] if found else default

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)

    def names(self) -> set[str]:
        return {key for key, _ in self.fields}

    def files_of(self, field: str) -> list[PostedFile]:
        return [file for file in self.files if file.field == field]

    def only_once(self, names: Iterable[str]) -> None:
        """Refuse the form if one of these fields was sent more than once."""
        for name in names:
            self.one(name)

    def as_mapping(self) -> Mapping[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for key, value in self.fields:
            grouped.setdefault(key, []).append(value)
        return grouped

    def close(self) -> None:
        for file in self.files:
            file.file.close()

    def __enter__(self) -> PostedForm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def read_form(request: Request, limits: FormLimits | None = None) -> PostedForm:
    """The posted form of `request`. RequestError 400, 413 or 415 says what is wrong with it."""
    allowed = limits or FormLimits()
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise _refused("a form is sent as UTF-8", "form.charset")
    if kind == b"application/x-www-form-urlencoded":
        return PostedForm(tuple(_pairs(await request.body(), allowed)))
    if kind == b"multipart/form-data":
        boundary = options.get(b"boundary", b"")
        if not _BOUNDARY.match(boundary):
            raise _refused("no usable boundary", "form.boundary")
        return await _MultipartReader(boundary, allowed).read(request.stream())
    raise RequestError(415, NO_FORM.id, hint="Send application/x-www-form-urlencoded or multipart/form-data.", code="form.type")


def _pairs(body: bytes, limits: FormLimits) -> Iterable[tuple[str, str]]:
    parts = [part for part in body.split(b"&", limits.fields + 1) if part] if body else []
    if len(parts) > limits.fields:
        raise _too_many(limits)
    for part in parts:
        name, _, value = part.partition(b"=")
        if len(value) > 3 * limits.field_size:
            raise _too_long()
        yield _name(_decoded(name), limits), _value(_decoded(value), limits)


def _decoded(raw: bytes) -> bytes:
    return unquote_to_bytes(raw.replace(b"+", b" "))


def _text(raw: bytes | bytearray) -> str:
    """`raw` as text with its line ends as `\\n`, or a refusal: broken UTF-8 and control characters are nobody's typing."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused("bytes that are not UTF-8", "form.encoding") from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        raise _refused("control characters", "form.control")
    return text


def _name(raw: bytes | bytearray, limits: FormLimits) -> str:
    name = _text(raw)
    if not name or len(raw) > limits.name_size or "\n" in name:
        raise _refused("a field without a usable name", "form.name")
    return name


def _value(raw: bytes | bytearray, limits: FormLimits) -> str:
    if len(raw) > limits.field_size:
        raise _too_long()
    return _text(raw)


class _MultipartReader:
    """Reads one multipart body: fields into memory, files onto disk beyond their first megabyte."""

    def __init__(self, boundary: bytes, limits: FormLimits) -> None:
        self._limits = limits
        self._fields: list[tuple[str, str]] = []
        self._files: list[PostedFile] = []
        self._opened: list[SpooledTemporaryFile[bytes]] = []
        self._headers: dict[bytes, bytes] = {}
        self._header_name = b""
        self._header_value = b""
        self._field = ""
        self._value = bytearray()
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._chosen = False
        self._file_name = ""
        self._size = 0
        self._waiting: list[tuple[SpooledTemporaryFile[bytes], bytes]] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begins,
                "on_header_field": self._header_field,
                "on_header_value": self._header_data,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_ends,
            },
            max_header_count=8,
            max_header_size=2048,
        )

    async def read(self, stream: AsyncIterator[bytes]) -> PostedForm:
        try:
            async for chunk in stream:
                self._parser.write(chunk)
                await self._write_files()
            if self._parser.state != MultipartState.END:
                raise _refused("there is no closing boundary", "form.cut", CUT)
            for file in self._files:
                file.file.seek(0)
        except BaseException as error:
            for opened in self._opened:
                opened.close()
            if isinstance(error, FormParserError):
                raise _refused("not well-formed multipart", "form.multipart") from error
            raise
        return PostedForm(tuple(self._fields), tuple(self._files))

    async def _write_files(self) -> None:
        """Small files are memory; a large one is the disk's, and the disk is slow: that goes to a thread."""
        for file, data in self._waiting:
            if file.tell() + len(data) > IN_MEMORY:
                await anyio.to_thread.run_sync(file.write, data)
            else:
                file.write(data)
        self._waiting.clear()

    def _part_begins(self) -> None:
        self._headers = {}
        self._value = bytearray()
        self._file = None
        self._size = 0

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _header_data(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header_ends(self) -> None:
        name = self._header_name.lower()
        if name in self._headers:
            raise _refused("a part says a header twice", "form.multipart")
        self._headers[name] = self._header_value
        self._header_name = self._header_value = b""

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition"))
        if kind != b"form-data" or b"name" not in options or b"content-transfer-encoding" in self._headers:
            raise _refused("a part is not form data", "form.multipart")
        self._field = _name(options[b"name"], self._limits)
        if b"filename" not in options:
            return
        if len(self._opened) >= self._limits.files:
            raise _refused(f"more than {self._limits.files} files", "form.files", TOO_MANY_FILES)
        self._chosen = bool(options[b"filename"])
        self._file_name = safe_file_name(options[b"filename"].decode("utf-8", "replace"))
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - PostedForm closes it
        self._opened.append(self._file)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._file is not None:
            self._waiting.append((self._file, data[start:end]))
        elif self._size > self._limits.field_size:
            raise _too_long()
        else:
            self._value += data[start:end]

    def _part_ends(self) -> None:
        if self._file is None:
            self._fields.append((self._field, _text(self._value)))
            if len(self._fields) > self._limits.fields:
                raise _too_many(self._limits)
            return
        if not self._chosen and not self._size:
            self._file.close()  # a browser sends an empty part for a file field where nothing was chosen
            return
        claimed = self._headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        media_type = claimed if _MEDIA_TYPE.match(claimed) else "application/octet-stream"
        self._files.append(PostedFile(self._field, self._file_name, media_type, self._file, self._size))


def _refused(detail: str, code: str, message: Text = UNREADABLE) -> RequestError:
    """`message` is for whoever sent it, `detail` for whoever writes a client."""
    return RequestError(400, message.id, hint=detail, code=code)


def _too_long() -> RequestError:
    return RequestError(413, TOO_LONG.id, hint="a field is longer than its limit", code="form.field")


def _too_many(limits: FormLimits) -> RequestError:
    return _refused(f"more than {limits.fields} fields", "form.fields")
