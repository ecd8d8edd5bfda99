"""Calendar files (iCalendar, RFC 5545), for telephones and mail programs: one way to write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from core import Response

if TYPE_CHECKING:
    from core import Portal

SINCE = datetime(1970, 1, 1)  # noqa: DTZ001 - RFC 5545 wants the local time here


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. Without `hours` it is a whole day; `rule` repeats it; the same `uid` in a later file replaces it."""

    uid: str
    day: date
    title: str
    text: str = ""
    place: str = ""
    hours: tuple[time, time] | None = None
    rule: Mapping[str, object] = field(default_factory=dict)
    url: str = ""


def calendar_file(portal: Portal, title: str, entries: Sequence[Entry], stamp: datetime, name: str) -> Response:
    """An answer that a calendar takes, also by a webcal address. No text of ours can end a line: the library escapes and folds."""
    from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

    zone, calendar = portal.site.zone, Calendar()
    for key, value in (("prodid", "-//Pendopo//health//ID"), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("x-wr-calname", f"{title} - {portal.site.name}")
    if any(entry.hours for entry in entries):
        # Indonesia has known no summer time since 1964: one offset says all.
        standard, named = TimezoneStandard(), Timezone()
        offset = stamp.astimezone(zone).utcoffset() or timedelta()
        standard.add("dtstart", SINCE)
        standard.add("tzoffsetfrom", offset)
        standard.add("tzoffsetto", offset)
        standard.add("tzname", stamp.astimezone(zone).tzname() or str(zone))
        named.add("tzid", str(zone))
        named.add_component(standard)
        calendar.add_component(named)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp)
        event.add("summary", entry.title)
        if entry.hours:
            event.add("dtstart", datetime.combine(entry.day, entry.hours[0], zone))
            event.add("dtend", datetime.combine(entry.day, entry.hours[1], zone))
        else:
            event.add("dtstart", entry.day)
        if entry.rule:
            event.add("rrule", dict(entry.rule))
        for name_, text in (("description", entry.text), ("location", entry.place), ("url", entry.url)):
            if text:
                event.add(name_, text)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", timedelta(hours=-15))
        event.add_component(alarm)
        calendar.add_component(event)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(calendar.to_ical(), media_type="text/calendar; charset=utf-8", headers=headers)
