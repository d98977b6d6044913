"""What docs/python.md shows runs as it stands, from the root of the repository, one piece after the other."""

import re

import pytest
from enterprises import ROOT


def test_the_guide_runs_as_it_is_written(monkeypatch):
    for library in ("polars", "duckdb", "pandas"):
        pytest.importorskip(library)
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    pieces = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(pieces) == 3
    names: dict[str, object] = {}
    for piece in pieces:
        exec(compile(piece, "docs/python.md", "exec"), names)
    assert names["typed"]["14.1"].yuan == names["Decimal"]("193206.19")
    assert names["eligible"].columns == ["firm_id", "14.1_yuan"] and names["found"]["items_after"]
