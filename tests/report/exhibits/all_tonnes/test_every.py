"""What holds for every exhibit of the room: it is well formed, draws, and says when it is empty."""

import numpy as np
import pytest

from corridor.report.exhibits.catalogue import CATALOGUE
from corridor.report.findings.findings import Findings

ROOM = [entry for entry in CATALOGUE if entry.section == "all_tonnes"]
IDS = [str(entry.number) for entry in ROOM]


@pytest.mark.parametrize("entry", ROOM, ids=IDS)
def test_without_findings_there_is_no_exhibit(net, entry):
    assert entry.make(Findings(net)) is None


@pytest.mark.parametrize("entry", ROOM, ids=IDS)
def test_an_exhibit_answers_in_names_and_shows_numbers(findings, entry):
    exhibit = entry.make(findings)
    assert exhibit.number == entry.number
    assert exhibit.answer.endswith(".")
    assert "nan" not in exhibit.answer.split()
    for mark in ("_", "link:", "node:", "group:", "territory:", " inf"):
        assert mark not in exhibit.answer
    assert exhibit.tables
    for table in exhibit.tables:
        assert len(table.frame)
        for column in table.columns:
            if column.kind != "text":
                assert np.issubdtype(table.frame[column.key].dtype, np.number)
        keys = {column.key for column in table.columns}
        assert all(row < len(table.frame) and key in keys for row, key in table.details)


@pytest.mark.parametrize("entry", ROOM, ids=IDS)
def test_its_pictures_draw_and_their_words_hold_the_answer(findings, entry):
    exhibit = entry.make(findings)
    assert exhibit.pictures
    for picture in exhibit.pictures:
        assert len(picture.alt) > 60
        figure = picture.draw()
        figure.canvas.draw()
        assert figure.get_figwidth() == 10.0


@pytest.mark.parametrize("entry", ROOM, ids=IDS)
def test_an_empty_result_is_told(nothing, entry):
    exhibit = entry.make(nothing)
    if exhibit is None:
        assert entry.number in {9, 12, 13, 23, 25}
        return
    words = ("Nothing moves", "nothing can be lost", "can be delivered")
    assert any(word in exhibit.answer for word in words)
    for picture in exhibit.pictures:
        picture.draw().canvas.draw()


@pytest.mark.parametrize("entry", ROOM, ids=IDS)
def test_hostile_names_are_drawn(hostile, entry):
    exhibit = entry.make(hostile)
    for picture in exhibit.pictures if exhibit else ():
        picture.draw().canvas.draw()
