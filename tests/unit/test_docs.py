"""Everything that somebody can set, call or type is documented."""

import re
from pathlib import Path

import pytest

from tests import reference

ROOT = Path(__file__).parent.parent.parent
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
# In parts, so that this file does not name them either.
REGISTRIES = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian")
)]  # fmt: skip
SETTING = re.compile(r"WIJKSCHOUW_[A-Z][A-Z_]*[A-Z]")


def read(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_setting_is_documented_and_the_reverse() -> None:
    documented = set(re.findall(r"^\| `(WIJKSCHOUW_\w+)` ", read("docs/configuration.md"), re.M))
    assert documented == set(SETTING.findall(read("config.py")))


def test_only_config_reads_the_environment() -> None:
    readers = {
        path.name
        for path in (ROOT / "wijkschouw").rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", path.read_text())
    }
    assert readers == set()


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_the_reference_is_up_to_date(name: str) -> None:
    assert read(f"docs/{name}") == reference.PAGES[name](), "run `make docs` and read the result"


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_way_of_an_observation_names_files_that_exist() -> None:
    way = read("README.md").split("## The way of an observation")[1].split("\n## ")[0]
    files = re.findall(r"`((?:wijkschouw|static|templates|tests)/[\w./-]+\.\w+)`", way)
    assert len(files) > 8
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_every_make_target_is_explained() -> None:
    makefile = read("Makefile")
    phony = set(re.search(r"\.PHONY:((?:.*\\\n)*.*)", makefile)[1].replace("\\", " ").split())
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))
    assert phony - explained == {"system-runtime", "system-test"}


def test_nothing_names_a_registry_or_a_place_on_one_machine() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock",
                 "package-lock.json", "Makefile", "pyproject.toml"):  # fmt: skip
        text = read(name)
        assert [host for host in REGISTRIES if host in text] == [], name
        assert re.search(r"(file:/|--(index|find))", text) is None, name


def test_locks_pin_everything_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        for block in re.split(r"\n(?=\S)", read(name)):
            if "==" in block.split("\n")[0]:
                assert "--hash=sha256:" in block, block.split("\n")[0]
