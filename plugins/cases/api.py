"""What other plugins may use of cases.

A service declares its procedure (`register_procedures`), opens cases in its form's `on_submit` (`open_case`, whose answer
makes the receipt), and reads them (`list_cases` under `is_listed()` or `visible_to(actor)`, `read_timeline`). Pages of a
service that show cases and are kept are declared with `keep="cases"`: every change of a public case makes them stale.
"""

from __future__ import annotations

from .calendar import Due, WorkingCalendar, months_later
from .clock import Refused
from .desk.counters import Counter, counter_fields, note_counter, register_counters
from .desk.looking import note_look
from .desk.rights import by_of, functions_of
from .desk.rights import case_of as desk_case
from .entries import By
from .events import CaseAssigned, CaseDueMoved, CaseErased, CaseEvent, CaseLate, CaseMoved, CaseNoted, CaseOpened
from .examples import run_examples
from .explain import Explanation
from .figures import Figure, read_figures
from .follow import Reader
from .handing_over import hand_over
from .history import stand_of
from .links import find_by_code, find_by_secret, keys_of
from .listed import listed_counts, recount_listed
from .lists import Page, busiest_agencies, list_cases
from .models import Case
from .moderating import REASONS as MODERATION_REASONS
from .moderating import Matter, moderate, original_of, photos_of_report, restore
from .moving import Conflict, NoSuchCase, find_case, move
from .notes import add_entry, attach, erase
from .opening import NewCase, Opened, open_case
from .overdue import recompute, sweep
from .overview import count_overview
from .pages import closed_to_others
from .people import Reporter, open_reporter, shown_name
from .personal import cases_of_person
from .pictures import pictures_of
from .procedure import Procedure, WorkingDays, parse_working_days
from .procedure_file import parse_procedure, read_procedure
from .procedures import current_procedure, procedure_for, procedure_of, register_procedures
from .public_list import ListedCase, listed_cases
from .saying import agency_name, place_name, working_hours
from .shown import ask_first, asks, shown_case
from .stories import Story, Telling, write_stories
from .supporting import add_supporter, hold_case
from .taking import Taking, query_taken
from .tally import FEW, Tally, first_month, hidden_of, share_of
from .timeline import Line, file_of, read_timeline
from .verifying import verify_chains
from .visibility import ANONYMOUS, CONFIDENTIAL, NO_OFFICER, PUBLIC, is_listed, is_public, may_view, visible_to
from .workdays import calendar_of, today

__all__ = [
    "ANONYMOUS",
    "CONFIDENTIAL",
    "FEW",
    "MODERATION_REASONS",
    "NO_OFFICER",
    "PUBLIC",
    "By",
    "Case",
    "CaseAssigned",
    "CaseDueMoved",
    "CaseErased",
    "CaseEvent",
    "CaseLate",
    "CaseMoved",
    "CaseNoted",
    "CaseOpened",
    "Conflict",
    "Counter",
    "Due",
    "Explanation",
    "Figure",
    "Line",
    "ListedCase",
    "Matter",
    "NewCase",
    "NoSuchCase",
    "Opened",
    "Page",
    "Procedure",
    "Reader",
    "Refused",
    "Reporter",
    "Story",
    "Taking",
    "Tally",
    "Telling",
    "WorkingCalendar",
    "WorkingDays",
    "add_entry",
    "add_supporter",
    "agency_name",
    "ask_first",
    "asks",
    "attach",
    "busiest_agencies",
    "by_of",
    "calendar_of",
    "cases_of_person",
    "closed_to_others",
    "count_overview",
    "counter_fields",
    "current_procedure",
    "desk_case",
    "erase",
    "file_of",
    "find_by_code",
    "find_by_secret",
    "find_case",
    "first_month",
    "functions_of",
    "hand_over",
    "hidden_of",
    "hold_case",
    "is_listed",
    "is_public",
    "keys_of",
    "list_cases",
    "listed_cases",
    "listed_counts",
    "may_view",
    "moderate",
    "months_later",
    "move",
    "note_counter",
    "note_look",
    "open_case",
    "open_reporter",
    "original_of",
    "parse_procedure",
    "parse_working_days",
    "photos_of_report",
    "pictures_of",
    "place_name",
    "procedure_for",
    "procedure_of",
    "query_taken",
    "read_figures",
    "read_procedure",
    "read_timeline",
    "recompute",
    "recount_listed",
    "register_counters",
    "register_procedures",
    "restore",
    "run_examples",
    "share_of",
    "shown_case",
    "shown_name",
    "stand_of",
    "sweep",
    "today",
    "verify_chains",
    "visible_to",
    "working_hours",
    "write_stories",
]
