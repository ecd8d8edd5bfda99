"""Forms and the flows through them: where a declaration meets the machinery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core import hooks as spec
from core.forms import CompiledForm, Form, FormFields, FormRoute, compile_form
from core.plugins.declarations import Declarations, Owned
from core.plugins.plugin import Plugin
from core.routes import Route


def compile_forms(
    plugin: Plugin, declared: Declarations, extras: Mapping[str, tuple[Owned[FormFields], ...]], plugins: Mapping[str, Plugin]
) -> dict[str, CompiledForm]:
    """Every form of the plugin by its full name, with the fields that others add."""
    forms: dict[str, Form] = {form.id: form for form in declared.of(spec.register_forms)}
    forms |= {value.form.id: value.form for value in declared.of(spec.register_routes) if isinstance(value, FormRoute)}
    compiled = {}
    for form in forms.values():
        name = f"{plugin.slug}.{form.id}"
        compiled[name] = compile_form(form, plugin.slug, [(owned.owner, owned.value) for owned in extras.get(name, ())], plugins=plugins)
    return compiled


def flow_routes(plugin: Plugin, opened: FormRoute, form: CompiledForm) -> Sequence[Route]:
    """The pages of a form's way through the portal. Imported here: a portal without forms does not pay for them."""
    from core.flow import Flow

    return Flow(plugin.slug, opened, form).routes()
