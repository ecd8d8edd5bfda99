"""A file that is named and absent is said before the portal starts."""

import subprocess
import sys
from pathlib import Path

from core.testing import make_site


def test_without_its_file_the_portal_says_what_to_do(tmp_path):
    make_site(tmp_path / "site", toml='[plugins]\nenabled = ["datasette"]\n\n[plugins.datasette]\nfiles = ["absent.db"]\n')
    command = (Path(sys.executable).parent / "pendopo", "--site", tmp_path / "site", "check")

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "absent.db is not there" in ended.stdout + ended.stderr
