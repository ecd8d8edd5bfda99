"""One kind more."""

from pendopo_bumdes.api import Kind

from core import hookimpl
from core.language import gettext_lazy as _


@hookimpl
def register_enterprise_kinds():
    return [Kind("coffee", _("Coffee from the hills"), "leaf"), Kind("shop", _("Never said"))]
