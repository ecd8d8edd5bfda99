"""What datasette adds to the portal: everything below /data."""

from core import PUBLIC, MenuItem, Permission, Route, hookimpl, permission
from core.errors import DeclarationError
from core.language import gettext_lazy as _

from .foreign import Foreign
from .settings import Settings

PREFIX = "/data"


@hookimpl
def register_permissions():
    return [Permission("read", _("Read the open data"), roles=("officer",))]


@hookimpl
def register_routes(plugin):
    settings = plugin.settings(Settings)
    files = [plugin.site.folder / "opendata" / name for name in settings.files]
    for file in files:
        if not file.is_file():
            raise DeclarationError(f"{file.name} is not there", where=str(file), hint="Put it there, or take it out of `files`.", code="datasette.file")
    access = PUBLIC if settings.public else permission("read")
    app = Foreign(PREFIX, lambda: _datasette([str(file) for file in files], sql=settings.sql))
    return [Route("/", app.page, name="list", access=access), Route("/{rest:path}", app.page, name="inside", access=access)]


def _datasette(files, *, sql):
    """Read-only, with limits well below the portal's own of a page. It is heavy, so it is imported for the first reader."""
    from datasette.app import Datasette

    limits = {"sql_time_limit_ms": 1000, "max_returned_rows": 1000, "allow_download": False, "default_allow_sql": sql, "allow_facet": True}
    return Datasette(immutables=files, settings={"base_url": f"{PREFIX}/", **limits}, memory=False).app()


@hookimpl
def register_menus(plugin):
    return [MenuItem("data", plugin.manifest.title, route="datasette:list", icon="layers")]
