"""Addresses: the house names no package registry; where packages come from is the machine's own business."""

import re

import pytest

from tests.tidy.tree import HOUSE, files, place

# Put together from halves, so that this file does not name them either.
HALVES = """pypi org, pythonhosted org, npmjs org, npmjs com, yarnpkg com, deb.debian org, security.debian org,
archive.ubuntu com, crates io, proxy.golang org, anaconda org"""
HOSTS = [".".join(halves.split()) for halves in HALVES.split(",")]
INDEX = re.compile(r"https?://[^\s\"']*/(simple|pypi|debian|ubuntu|npm)(/|\b)", re.IGNORECASE)
OPTION = re.compile(r"^\s*(--(extra-)?index-url|--find-links|-i)\s", re.MULTILINE)
BINARY = {
    ".png",
    ".jpg",
    ".ttf",
    ".otf",
    ".woff2",
    ".wav",
    ".mo",
    ".db",
    ".sqlite",
    ".gz",
    ".xz",
    ".zst",
    ".pdf",
    ".ico",
}


def test_no_file_names_a_package_registry() -> None:
    found: list[str] = []
    for path in files():
        if path.suffix in BINARY:
            continue
        text = path.read_text("utf-8", errors="replace")
        found += [f"{place(path)}: {host}" for host in HOSTS if host in text]
        found += [f"{place(path)}: {match.group()}" for match in INDEX.finditer(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "installer/requirements-uv.txt"])
def test_every_requirement_is_pinned_and_hashed_and_has_no_address(name: str) -> None:
    text = (HOUSE / name).read_text("utf-8")
    assert not OPTION.search(text)
    assert "://" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    loose = [
        entry.splitlines()[0]
        for entry in entries
        if not re.match(r"[\w.-]+==[\w.]+", entry) or "--hash=sha256:" not in entry
    ]
    assert not loose
