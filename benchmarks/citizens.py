"""Citizens who report: many at once, each with a device of their own, led step by step up to the check page.

What is measured as W3 is the last request alone, the one that makes the case; the way there is measured beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from benchmarks.client import Answer, Ask, ask
from core.testing.forms import form_in

START = "/aduan/lapor"
STEPS: Mapping[str, Mapping[str, str]] = {
    "problem": {"description": "Jalan berlubang di depan pasar sejak dua minggu, pengendara sepeda motor sudah beberapa kali jatuh pada malam hari."},
    "place": {"place_district": "33.16.08", "place_village": "33.16.08.2001", "place_landmark": "depan pasar"},
    "category": {"category": "jalan"},
    "similar": {"similar": "new"},
    "contact": {"visibility": "public", "name": "Siti Ukur", "phone": "081234567890"},
}
"""What is answered in each step. That something similar was reported already is asked where it was."""
CHECK = "periksa"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
_DRAFT = re.compile(r"draf=(\d+)")
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Citizen:
    """A device on its way: its cookie, its token, and where it is sent next."""

    cookie: str
    token: str
    address: str

    def get(self) -> Ask:
        return Ask(self.address, headers=(("Cookie", self.cookie),))

    def post(self, fields: Mapping[str, str]) -> Ask:
        return Ask(self.address, urlencode({"csrf": self.token, **fields}), (("Cookie", self.cookie),))


def ready_to_send(port: int, count: int) -> list[Ask]:
    """The last request of `count` reports that are filled in and checked."""
    way = _way(port)
    citizens = [_begun(answer) for answer in ask(port, *[Ask(START)] * count)]
    for fields in way:
        asks = [one.post({**fields, "_draf": _draft(one.address)}) for one in citizens]
        citizens = [_sent_on(one, answer) for one, answer in zip(citizens, ask(port, *asks), strict=True)]
    checks = ask(port, *[one.get() for one in citizens])
    return [one.post({name: value for name, value in _HIDDEN.findall(page.text) if name != "csrf"}) for one, page in zip(citizens, checks, strict=True)]


def _way(port: int) -> list[Mapping[str, str]]:
    """What is posted step by step, with what each page says that it has shown: read off the pages once, as a browser sends it back."""
    page = ask(port, Ask(START))[0]
    citizen, way = _begun(page), list[Mapping[str, str]]()
    while (step := citizen.address.partition("?")[0].rpartition("/")[2]) != CHECK:
        hidden = dict(form_in(page.text).fields)
        way.append({**STEPS[step], "_shown": hidden["_shown"]})
        citizen = _sent_on(citizen, ask(port, citizen.post({**way[-1], "_draf": hidden["_draf"]}))[0])
        page = ask(port, citizen.get())[0]
    return way


def _begun(page: Answer) -> Citizen:
    token = _TOKEN.search(page.text.split("/aduan/lapor/", 1)[1])
    if page.status != 200 or token is None:
        raise RuntimeError(f"the form answered {page.status}")
    return Citizen(page.header("set-cookie").partition(";")[0], token[1], f"{START}/problem")


def _sent_on(citizen: Citizen, answer: Answer) -> Citizen:
    if answer.status != 303 or "draf=" not in answer.header("location"):
        said = re.findall(r"class=\"error\"[^>]*>.*?<span>(.*?)</span>", answer.text)
        raise RuntimeError(f"{citizen.address} answered {answer.status} {answer.header('location')} {said}")
    return replace(citizen, address=answer.header("location"))


def _draft(address: str) -> str:
    found = _DRAFT.search(address)
    return found[1] if found else ""
