"""deploy/system-packages.sh with stand-ins for apt: what it asks for, and when it asks nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy/system-packages.sh"
TOOLS = ("bash", "sed", "sort", "tail", "grep", "env", "cat")
TEST_PACKAGES = [
    "libsqlite3-mod-spatialite", "postgresql-15", "postgresql-15-postgis-3", "chromium",
    "webkit2gtk-driver", "xvfb", "fonts-dejavu-core", "poppler-utils",
]  # fmt: skip
STAND_INS = {
    "uname": "echo Linux",
    "id": 'echo "${FAKE_UID:-0}"',
    "sudo": 'echo "sudo $*" >>"$LOG"; "$@"',
    # -W -f FORMAT NAME: the status of one, or the installed PostGIS packages of a pattern
    "dpkg-query": """
        case "$*" in
          *'postgresql-*-postgis-3'*)
            for p in $INSTALLED; do
              case $p in postgresql-*-postgis-3) echo "installed $p";; esac
            done;;
          *) for p in $INSTALLED; do [ "$p" = "${!#}" ] && echo -n installed; done; true;;
        esac""",
    "apt-cache": """
        known="$OFFERED $(cat "$LOG.fresh" 2>/dev/null)"
        case "$*" in
          policy*)
            case " $known " in
              *" $2 "*) echo "  Candidate: 1.0";;
              *) echo "  Candidate: (none)";;
            esac;;
          search*)
            for p in $known; do
              case $p in postgresql-*-postgis-3) echo "$p - PostGIS";; esac
            done;;
        esac""",
    "apt-get": """
        echo "apt-get $*" >>"$LOG"
        case "$*" in
          *update*) echo "$FRESH" >"$LOG.fresh";;
          *install*) [ -z "${FAILS:-}" ] || [ -e "$LOG.fresh" ];;
        esac""",
}


class Machine:
    """A Debian that has and offers what a test says."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.log = folder / "bin", folder / "log"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        (self.bin / "python3").symlink_to(sys.executable)
        for name, body in STAND_INS.items():
            self.add(name, body)

    def add(self, name: str, body: str = "") -> None:
        path = self.bin / name
        path.write_text(f"#!{self.bin}/bash\n{body}\n")
        path.chmod(0o755)

    def run(self, purpose: str, **env: str) -> subprocess.CompletedProcess[str]:
        known = {"INSTALLED": "", "OFFERED": "", "FRESH": ""} | env
        return subprocess.run(
            [str(self.bin / "bash"), str(SCRIPT), purpose],
            env={"PATH": str(self.bin), "LOG": str(self.log), **known},
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_is_asked_when_nothing_is_missing(machine: Machine) -> None:
    done = machine.run("test", INSTALLED=" ".join(TEST_PACKAGES))
    assert done.returncode == 0, done.stderr
    assert machine.calls() == []
    assert done.stdout == ""


def test_only_what_is_missing_is_installed_and_named(machine: Machine) -> None:
    there = " ".join(TEST_PACKAGES[:3])
    done = machine.run("test", INSTALLED=there, OFFERED=" ".join(TEST_PACKAGES))
    assert done.returncode == 0, done.stderr
    (call,) = machine.calls()
    assert call.endswith("chromium webkit2gtk-driver xvfb fonts-dejavu-core poppler-utils")
    assert "chromium" in done.stdout


def test_the_app_needs_less_than_the_tests(machine: Machine) -> None:
    machine.run("runtime", OFFERED=" ".join(TEST_PACKAGES))
    (call,) = machine.calls()
    assert call.endswith(" libsqlite3-mod-spatialite")


def test_lists_that_do_not_know_a_package_are_fetched_once(machine: Machine) -> None:
    done = machine.run("test", FRESH=" ".join(TEST_PACKAGES).replace("-15", "-17"))
    assert done.returncode == 0, done.stderr
    updates = [call for call in machine.calls() if "update" in call]
    assert len(updates) <= 2  # one in the look-up of the version, one in the list
    assert "postgresql-17 postgresql-17-postgis-3" in machine.calls()[-1]


def test_a_failed_install_is_tried_again_with_fresh_lists(machine: Machine) -> None:
    names = " ".join(TEST_PACKAGES)
    done = machine.run("runtime", OFFERED=names, FRESH=names, FAILS="yes")
    assert done.returncode == 0, done.stderr
    assert [("update" in call) for call in machine.calls()] == [False, True, False]


def test_a_distribution_without_postgis_stops_it(machine: Machine) -> None:
    done = machine.run("test", OFFERED="libsqlite3-mod-spatialite chromium")
    assert done.returncode != 0
    assert "PostGIS" in done.stderr


def test_who_is_not_root_goes_through_sudo(machine: Machine) -> None:
    machine.run("runtime", FAKE_UID="1000", OFFERED="libsqlite3-mod-spatialite")
    assert machine.calls()[0].startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get")


def test_without_sudo_it_says_so(machine: Machine) -> None:
    (machine.bin / "sudo").unlink()
    done = machine.run("runtime", FAKE_UID="1000", OFFERED="libsqlite3-mod-spatialite")
    assert done.returncode != 0
    assert "need root" in done.stderr


def test_a_browser_of_another_name_is_enough(machine: Machine) -> None:
    machine.add("google-chrome")
    machine.run("test", INSTALLED=" ".join(p for p in TEST_PACKAGES if p != "chromium"))
    assert machine.calls() == []


def test_the_browser_without_windows_is_preferred_where_it_is_offered(machine: Machine) -> None:
    machine.run("test", OFFERED=" ".join([*TEST_PACKAGES, "chromium-headless-shell"]))
    (call,) = machine.calls()
    assert " chromium-headless-shell " in call
    assert " chromium " not in call


def test_elsewhere_it_names_what_to_install(machine: Machine) -> None:
    (machine.bin / "apt-get").unlink()
    (machine.bin / "python3").unlink()
    machine.add("python3", "exit 1")
    done = machine.run("test")
    assert done.returncode == 1
    for name in ("SpatiaLite", "PostgreSQL", "Chromium", "SYSTEM_PACKAGES=no"):
        assert name in done.stderr


def test_wrong_usage_ends_with_2(machine: Machine) -> None:
    assert machine.run("everything").returncode == 2


def test_the_scripts_are_executable() -> None:
    for path in (SCRIPT, SCRIPT.with_name("demo.sh"), SCRIPT.with_name("with-node.sh"),
                 SCRIPT.parents[1] / ".ci/run"):  # fmt: skip
        assert os.access(path, os.X_OK), path
