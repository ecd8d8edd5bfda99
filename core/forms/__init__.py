"""Forms: what is asked, in which order, under which condition. No request, no storage; the fields are in `core.fields`.

The compiled side is lazy: a plugin that declares a form does not pay for pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.forms.form import Answers, Form, FormFields, FormRoute, Receipt, Step
from core.forms.reading import Refusal

if TYPE_CHECKING:
    from core.forms.compiled import CompiledForm as CompiledForm
    from core.forms.compiled import compile_form as compile_form

__all__ = ["Answers", "CompiledForm", "Form", "FormFields", "FormRoute", "Receipt", "Refusal", "Step", "compile_form"]


def __getattr__(name: str) -> Any:
    if name not in ("CompiledForm", "compile_form"):
        raise AttributeError(f"module 'core.forms' has no name {name!r}")
    from core.forms import compiled

    return getattr(compiled, name)
