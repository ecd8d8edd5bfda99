"""A plugin's models, looked at before Tortoise sees them: one wrong foreign key would stop every plugin."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from core.errors import DeclarationError

if TYPE_CHECKING:
    from tortoise.models import Model


def models_in(module: ModuleType) -> list[type[Model]]:
    """The concrete models that `module` defines."""
    from tortoise.models import Model

    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Model) and value.__module__ == module.__name__ and not value._meta.abstract
    ]


def check_models(slug: str, module: ModuleType) -> None:
    """Refuse a table without the plugin's prefix, a relation to another plugin's tables, and tables that no migration makes."""
    found = models_in(module)
    if found and not any((Path(str(module.__file__)).parent / "migrations").glob("0*.py")):
        raise DeclarationError(
            f"has the model {found[0].__name__}, but no migration",
            where=str(module.__file__),
            hint=f"pendopo migrate --make {slug} initial writes it.",
            code="model.migration",
        )
    for model in found:
        table = getattr(getattr(model, "Meta", None), "table", "")
        if not table or not (table == slug or table.startswith(f"{slug}_")):
            raise DeclarationError(
                f"the model {model.__name__} has the table {table!r}",
                where=str(module.__file__),
                hint=f"Set Meta.table to a name that begins with '{slug}_'.",
                code="model.table",
            )
        for name, field in model._meta.fields_map.items():
            target = getattr(field, "model_name", None)
            if isinstance(target, str) and target.partition(".")[0] != slug:
                raise DeclarationError(
                    f"{model.__name__}.{name} points at {target!r}, which is another plugin's",
                    where=str(module.__file__),
                    hint="Keep the other's key in a UUID column and ask its api; there are no foreign keys between plugins.",
                    code="model.relation",
                )
