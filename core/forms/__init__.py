"""Forms: what is asked, in which order, under which condition. No request, no storage; the fields are in `core.fields`."""

from core.forms.form import Answers, Form, FormFields, FormRoute, Receipt, Step
from core.forms.reading import Refusal

__all__ = ["Answers", "Form", "FormFields", "FormRoute", "Receipt", "Refusal", "Step"]
