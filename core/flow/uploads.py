"""Files that come with a step: staged one by one before the step is looked at, so that a good one is kept when the next fails."""

from __future__ import annotations

from uuid import UUID

from core.fields.files import PICTURES, Photos
from core.flow.drafts import OpenDraft
from core.forms.compiled import CompiledForm, CompiledStep, PlacedField
from core.forms.reading import Reading
from core.language import gettext_lazy as _
from core.requests import Request
from core.security.body import PostedForm
from core.security.notes import PHOTO_BODY, UPLOAD_BODY
from core.storage import UploadRefused
from core.storage.kinds import Group

IMAGES: tuple[Group, ...] = ("image",)
DOCUMENTS: tuple[Group, ...] = ("image", "pdf")


def file_fields(step: CompiledStep) -> list[tuple[PlacedField, Photos]]:
    return [(placed, placed.field) for placed in step.fields if isinstance(placed.field, Photos)]


def body_of(form: CompiledForm) -> int:
    """The largest body that the form's steps may send; 0 when it takes no files."""
    kinds = {type(field).__name__ for step in form.steps for _placed, field in file_fields(step)}
    return PHOTO_BODY if "Photos" in kinds else UPLOAD_BODY if kinds else 0


async def stage_files(request: Request, step: CompiledStep, posted: PostedForm, draft: OpenDraft, reading: Reading) -> dict[str, str]:
    """Keep every file that can be kept; sentences by field for those that cannot."""
    errors: dict[str, str] = {}
    for placed, field in file_fields(step):
        room = field.most - len(draft.raws.get(placed.key) or ())
        for file in posted.files_of(placed.key):
            own = placed.at(reading)
            if room <= 0:
                errors[placed.key] = own.words(_("Keep at most {n} files: {label}"), n=field.most, label=field.label)
                break
            try:
                await request.portal.files.stage(
                    file.file,
                    name=file.name,
                    media_type=file.media_type,
                    owner=placed.owner,
                    field=placed.key,
                    draft=draft.id,
                    accept=IMAGES if field.accepts == PICTURES else DOCUMENTS,
                    limit=field.largest,
                )
                room -= 1
            except UploadRefused as refused:
                errors[placed.key] = f"{file.name}: {own.words(refused.text, **refused.values)}"
    return errors


async def remove_file(request: Request, step: CompiledStep, draft: OpenDraft, key: str, id: str) -> None:
    """Give up one file of this draft's own."""
    for placed, _field in file_fields(step):
        if placed.key == key and any(file["id"] == id for file in draft.raws.get(key) or ()):
            await request.portal.files.discard([UUID(id)], owner=placed.owner)
