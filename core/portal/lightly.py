"""What building a portal leaves out, since it costs time or memory and brings nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tortoise.fields.base import Field
    from tortoise.filters import FilterInfoDict


@contextmanager
def lightly() -> Iterator[None]:
    """No looking for garbage while nearly everything that is made stays, and models without what they would hold for nothing.

    Tortoise parses the whole file of a model again for each of its classes, for `#:` comments, which nothing here reads: a sixth
    of the start of a portal with nine plugins. It also makes thirty filters for every column, though `id` has the same in every
    table: 3 MiB. The garbage collector takes a tenth of the start.
    """
    from tortoise import models

    space = vars(models)
    own = {name: space[name] for name in ("_get_comments", "get_filters_for_field")}
    collecting = gc.isenabled()
    gc.disable()
    space.update(_get_comments=_no_comments, get_filters_for_field=_Filters())
    try:
        yield
    finally:
        space.update(own)
        if collecting:
            gc.enable()


def _no_comments(model: type) -> dict[str, str]:
    return {}


class _Filters:
    """Tortoise's filters of a column, the same ones for columns of the same name. A model copies what it changes."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str], dict[str, FilterInfoDict]] = {}

    def __call__(self, field_name: str, field: Field[object] | None, source_field: str) -> dict[str, FilterInfoDict]:
        from tortoise.contrib.postgres.fields import ArrayField
        from tortoise.fields.data import JSONField
        from tortoise.fields.relational import BackwardFKRelation, ManyToManyFieldInstance
        from tortoise.filters import get_filters_for_field

        if isinstance(field, ManyToManyFieldInstance | BackwardFKRelation | JSONField | ArrayField):
            return get_filters_for_field(field_name, field, source_field)
        key = (field_name, source_field, field.model_field_name if field else "")
        if key not in self._made:
            self._made[key] = get_filters_for_field(field_name, field, source_field)
        return self._made[key]
