"""Pendopo's contract with plugins: these names, and no others, are kept stable.

They are resolved when first used (PEP 562), so that `import core` and the pure rules cost next to nothing:
with plain imports here, `import core.errors` took 0.3 CPU s, for a package's `__init__` always runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

PLUGIN_API = 1
"""Changes only when something is taken away, after a release that warned."""

if TYPE_CHECKING:
    from starlette.responses import Response as Response

    from core.access import CITIZEN as CITIZEN
    from core.access import PUBLIC as PUBLIC
    from core.access import Access as Access
    from core.access import Actor as Actor
    from core.access import Permission as Permission
    from core.access import Post as Post
    from core.access import permission as permission
    from core.database import transaction as transaction
    from core.demo import Demo as Demo
    from core.events import Event as Event
    from core.events import Listener as Listener
    from core.forms import Answers as Answers
    from core.forms import Form as Form
    from core.forms import FormFields as FormFields
    from core.forms import Receipt as Receipt
    from core.forms import Step as Step
    from core.health import Health as Health
    from core.health import HealthCheck as HealthCheck
    from core.hooks import hookimpl as hookimpl
    from core.hooks import hookspec as hookspec
    from core.language import Text as Text
    from core.menus import MenuItem as MenuItem
    from core.outbox import emit as emit
    from core.people import Erasure as Erasure
    from core.people import Identity as Identity
    from core.people import Officer as Officer
    from core.people import PersonalData as PersonalData
    from core.people import Subject as Subject
    from core.people import UploadScanner as UploadScanner
    from core.plugins import Plugin as Plugin
    from core.portal import Portal as Portal
    from core.portal import build_portal as build_portal
    from core.requests import Context as Context
    from core.requests import Request as Request
    from core.routes import Route as Route
    from core.search import Hit as Hit
    from core.search import SearchSource as SearchSource
    from core.services import Service as Service
    from core.slots import Fragment as Fragment
    from core.slots import Slot as Slot
    from core.tasks import Task as Task
    from core.templating import render as render
    from core.templating import render_fragment as render_fragment

_HOME = {
    "Access": "core.access",
    "Actor": "core.access",
    "Answers": "core.forms",
    "CITIZEN": "core.access",
    "Context": "core.requests",
    "Demo": "core.demo",
    "Erasure": "core.people",
    "Event": "core.events",
    "Form": "core.forms",
    "FormFields": "core.forms",
    "Fragment": "core.slots",
    "Health": "core.health",
    "HealthCheck": "core.health",
    "Hit": "core.search",
    "Identity": "core.people",
    "Listener": "core.events",
    "MenuItem": "core.menus",
    "Officer": "core.people",
    "PUBLIC": "core.access",
    "Permission": "core.access",
    "PersonalData": "core.people",
    "Plugin": "core.plugins",
    "Portal": "core.portal",
    "Post": "core.access",
    "Receipt": "core.forms",
    "Request": "core.requests",
    "Response": "starlette.responses",
    "Route": "core.routes",
    "SearchSource": "core.search",
    "Service": "core.services",
    "Slot": "core.slots",
    "Step": "core.forms",
    "Subject": "core.people",
    "Task": "core.tasks",
    "Text": "core.language",
    "UploadScanner": "core.people",
    "build_portal": "core.portal",
    "emit": "core.outbox",
    "hookimpl": "core.hooks",
    "hookspec": "core.hooks",
    "permission": "core.access",
    "render": "core.templating",
    "render_fragment": "core.templating",
    "transaction": "core.database",
}

__all__ = sorted(["PLUGIN_API", *_HOME])

__getattr__, __dir__ = lazy(__name__, _HOME)
