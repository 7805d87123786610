"""Loading the app."""

import subprocess
import sys

FIRST = """
from wijkschouw.app import load_parts
load_parts()
from wijkschouw.accounts.models import User
print(User.model_construct(name="Anne").name)
"""


def test_a_process_that_used_no_session_yet_can_read_rows() -> None:
    """The first request of a web process asks who it is from before any session has begun."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST], capture_output=True, text=True, check=False
    )
    assert done.stdout == "Anne\n", done.stderr
