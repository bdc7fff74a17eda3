"""The manifest notices every file that changed."""

from __future__ import annotations

import pytest

from corridor.data import load_dataset, verify_manifest, write_manifest
from corridor.errors import SchemaError


@pytest.fixture
def sealed(folder, tmp_path):
    path = folder.write(tmp_path / "data")
    write_manifest(path)
    return path


def test_untouched_folder_holds(sealed):
    assert verify_manifest(sealed, needed=True) == []
    assert load_dataset(sealed).folder == sealed


def test_changed_missing_and_extra_files(sealed):
    (sealed / "nodes.csv").write_text("changed", encoding="utf-8")
    (sealed / "links.csv").unlink()
    (sealed / "more.txt").touch()
    faults = verify_manifest(sealed, needed=True)
    assert [fault.value for fault in faults] == ["links.csv", "nodes.csv", "more.txt"]


def test_one_changed_letter_stops_the_load(sealed):
    path = sealed / "events.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("gale", "gust"), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"events\.csv is as it was"):
        load_dataset(sealed)


def test_only_bundled_data_need_a_manifest(folder, tmp_path):
    path = folder.write(tmp_path)
    assert verify_manifest(path, needed=False) == []
    assert len(verify_manifest(path, needed=True)) == 1


def test_malformed_lines(sealed):
    with (sealed / "MANIFEST.sha256").open("a", encoding="utf-8") as file:
        file.write("rubbish\n")
    (fault,) = verify_manifest(sealed, needed=True)
    assert fault.value == "rubbish"


def test_hidden_files_do_not_count(sealed):
    (sealed / ".DS_Store").touch()
    assert verify_manifest(sealed, needed=True) == []
