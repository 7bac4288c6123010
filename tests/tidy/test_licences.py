"""Licences: whatever is not ours is listed with its terms, and its text goes along."""

import re

from tests.tidy.tree import HOUSE, files, place

NOTE = HOUSE / "resources" / "licences" / "README.md"
# A closed product may not link these; LGPL is allowed and explained in the note.
CLOSED_TO_US = re.compile(r"(?<!L)GPL-[23]|AGPL|OSL|SSPL|non-?commercial", re.IGNORECASE)


def test_every_package_of_the_running_program_is_listed_and_no_other() -> None:
    pinned = set(re.findall(r"^([\w-]+)==", (HOUSE / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    listed = {name for name, _ in _rows("## Libraries")}
    assert listed == pinned


def test_no_library_of_the_running_program_forbids_a_closed_product() -> None:
    closed = {name: licence for name, licence in _rows("## Libraries") if CLOSED_TO_US.search(licence)}
    assert not closed


def test_every_folder_of_foreign_files_carries_their_licence() -> None:
    resources = HOUSE / "resources"
    for folder, kinds in {"fonts": {".ttf", ".otf"}, "icons": {".svg"}, "demo": {".csv", ".gz"}}.items():
        inside = [path for path in files() if path.is_relative_to(resources / folder)]
        if any(path.suffix in kinds for path in inside):
            assert [path for path in inside if re.search("OFL|LICEN[CS]E", path.name)], folder


def test_every_licence_file_is_named_in_the_note_and_exists() -> None:
    note = NOTE.read_text("utf-8")
    resources = HOUSE / "resources"
    there = {path.relative_to(resources).as_posix() for path in files() if re.search("OFL|LICEN[CS]E", path.name)}
    named = set(re.findall(r"`((?:fonts|icons|demo)/[^`]+)`", note))
    assert named == {name for name in there if not name.startswith("licences/")}
    for text in re.findall(r"\]\(([^)]+)\)", note):
        assert (NOTE.parent / text).exists(), f"{place(NOTE)} points at {text}"


def _rows(heading: str) -> list[tuple[str, str]]:
    section = NOTE.read_text("utf-8").split(heading, 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:2] == "| "]
    return [(row[0], row[1]) for row in rows if row[0] not in {"package", "---"}]
