"""Where the system's Chromium is and how the tests start it."""

import os
import shutil

# The same engine without windows costs clearly less than the whole browser; then Debian's name of
# that one; on other systems the one on the PATH.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), "/usr/bin/chromium")


def chromium_arguments() -> list[str]:
    """No calls to its maker; as root it needs --no-sandbox."""
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--no-first-run", "--disable-gpu", "--disable-quic"]  # fmt: skip
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments
