"""Tables in files: which column is which question, what a cell may say, and what comes out."""

import polars as pl
import pytest

from kith.columns.files import TableError, score_file, score_table
from kith.core import catalogue

PHQ9 = catalogue.instrument("phq9")
ITEMS = [item.id for item in PHQ9.scored]


def table(*rows, names=ITEMS, **others):
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    return pl.DataFrame(others | {name: list(cells) for name, cells in columns.items()})


ONES, THREES = [1] * 9, [3] * 9


def test_scores_bands_results_and_alerts_stand_beside_what_was_passed_on():
    done = score_table(PHQ9, table(ONES, THREES, client=["a", "b"]))
    assert done.table.columns == [
        "client", "total", "total_band", "total_missing", "syndrome", "alerts", "error",
    ]  # fmt: skip
    assert done.table.rows() == [
        ("a", 9, "mild", 0, "none", "urgent self_harm", None),
        ("b", 27, "severe", 0, "major", "urgent self_harm", None),
    ]
    assert (done.rows, done.refused) == (2, [])


CELLS = [
    ("a whole number", pl.Series([1]), 1),
    ("a small one", pl.Series([1], dtype=pl.Int8), 1),
    ("a byte", pl.Series([1], dtype=pl.UInt8), 1),
    ("a float that is whole", pl.Series([1.0]), 1),
    ("nothing", pl.Series([None], dtype=pl.Int64), None),
    ("nothing of any kind", pl.Series([None]), None),
    ("not a number", pl.Series([float("nan")]), None),
    ("words of a number", pl.Series([" 2 "]), 2),
    ("words of a whole number", pl.Series(["2.0"]), 2),
    ("blank words", pl.Series(["  "]), None),
    ("NA", pl.Series(["NA"]), None),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), [case[1:] for case in CELLS],
                         ids=[case[0] for case in CELLS])  # fmt: skip
def test_what_a_cell_may_say(cell, value):
    done = score_table(PHQ9, table([0] * 9).with_columns(cell.alias("sleep")))
    assert done.refused == []
    assert done.table["total"][0] == (value or 0)
    assert done.table["total_missing"][0] == (value is None)


REFUSED = [
    ("too high", pl.Series([4]), "4 is not allowed"),
    ("below zero", pl.Series([-1]), "-1 is not allowed"),
    ("the byte for nothing, as a number", pl.Series([255]), "255 is not allowed"),
    ("half", pl.Series([1.5]), "1.5 is not allowed"),
    ("without end", pl.Series([float("inf")]), "is not allowed"),
    ("huge", pl.Series([10**18]), "is not allowed"),
    ("true", pl.Series([True]), "true is not allowed"),
    ("words", pl.Series(["two"]), '"two" is not allowed'),
    ("a power", pl.Series(["1e0"]), '"1e0" is not allowed'),
    ("a day", pl.Series(["2026-01-01"]).str.to_date(), "is not allowed"),
]


@pytest.mark.parametrize(("cell", "reason"), [case[1:] for case in REFUSED],
                         ids=[case[0] for case in REFUSED])  # fmt: skip
def test_a_row_that_cannot_be_scored_is_named_and_kept(cell, reason):
    done = score_table(PHQ9, table([0] * 9).with_columns(cell.alias("sleep")))
    ((row, why),) = done.refused
    assert row == 1
    assert "item 3 (sleep)" in why
    assert reason in why
    assert done.table["error"].to_list() == [why]
    assert done.table["total"].to_list() == [None]


def test_one_bad_row_stops_nothing():
    done = score_table(PHQ9, table(ONES, [9, *ONES[1:]], THREES, names=ITEMS))
    assert done.table["total"].to_list() == [9, None, 27]
    assert [row for row, _ in done.refused] == [2]


NAMES = [
    ("ids", ITEMS),
    ("other capitals", [item.upper() for item in ITEMS]),
    ("hyphens", [item.replace("_", "-") for item in ITEMS]),
    ("numbers", [str(n) for n in range(1, 10)]),
    ("q1", [f"q{n}" for n in range(1, 10)]),
    ("Item 1", [f"Item {n}" for n in range(1, 10)]),
    ("PHQ-9_1", [f"PHQ-9_{n}" for n in range(1, 10)]),
]


@pytest.mark.parametrize("names", [case[1] for case in NAMES], ids=[case[0] for case in NAMES])
def test_columns_are_named_by_question_or_number(names):
    assert score_table(PHQ9, table(THREES, names=names)).table["total"][0] == 27


def test_a_question_that_is_hidden_must_stay_empty():
    none = table([0] * 9, difficulty=[None]).with_columns(pl.lit(2).alias("difficulty"))
    ((_, why),) = score_table(PHQ9, none).refused
    assert "not asked" in why


def unfit(frame):
    with pytest.raises(TableError) as caught:
        score_table(PHQ9, frame, "mine.csv")
    return str(caught.value)


def test_a_table_that_lacks_a_question_is_refused():
    assert "no column for sleep" in unfit(table(ONES).drop("sleep"))
    assert "no column for interest, mood" in unfit(pl.DataFrame({"client": [1]}))


def test_two_columns_for_one_question_are_refused():
    twice = table(ONES).with_columns(pl.lit(1).alias("Sleep"))
    assert "are both sleep" in unfit(twice)


def test_a_column_that_would_be_written_over_is_refused():
    assert "the column total would hold a result" in unfit(table(ONES, total=[4]))


def test_a_table_without_rows_gives_one_without_rows():
    done = score_table(PHQ9, table(ONES).clear())
    assert (done.rows, len(done.table)) == (0, 0)
    assert "total_band" in done.table.columns


def test_two_schemes_stand_side_by_side_and_a_circle_has_its_numbers():
    hamd = catalogue.instrument("HAM-D-17")
    scale = hamd.scales["total"]
    rows = pl.DataFrame({item.id: [0] for item in hamd.scored if item.id})
    found = score_table(hamd, rows).table.columns
    assert f"total_band ({scale.bandings[1].scheme})" in found
    circle = catalogue.instrument("IPIP-IPC")
    found = score_table(circle, pl.DataFrame({item.id: [3, 5] for item in circle.scored})).table
    assert found["circumplex_elevation"].to_list() == [3.0, 5.0]
    assert found["circumplex_angle"].to_list() == [None, None]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_files_in_and_out(tmp_path, kind):
    source, target = tmp_path / f"in.{kind}", tmp_path / f"out.{kind}"
    frame = table(ONES, [None] * 9, client=["Ada, B", "Über"])
    getattr(frame, f"write_{kind}")(source)
    done = score_file(PHQ9, source, target)
    again = getattr(pl, f"read_{kind}")(target)
    assert again["client"].to_list() == ["Ada, B", "Über"]
    assert again["total"].to_list() == [9, None]
    assert again["alerts"].to_list() == ["urgent self_harm", None]
    assert done.refused == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark(tmp_path, separator):
    source = tmp_path / "in.csv"
    text = separator.join(ITEMS) + "\n" + separator.join("1" * 9) + "\n"
    source.write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = score_file(PHQ9, source, tmp_path / "out.csv")
    assert done.table["total"].to_list() == [9]


def bad_file(tmp_path, name, content=b"", target="out.csv"):
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(TableError) as caught:
        score_file(PHQ9, source, tmp_path / target)
    assert not (tmp_path / "out.csv").exists()
    return str(caught.value)


def test_files_that_cannot_be_used_are_refused_and_nothing_is_written(tmp_path):
    assert "No such file" in bad_file(tmp_path, "none.csv", None)
    assert "cannot be read as parquet" in bad_file(tmp_path, "a.parquet", b"hello")
    assert "cannot be read as csv" in bad_file(tmp_path, "a.csv", b"")
    assert "cannot be read as csv" in bad_file(tmp_path, "b.csv", b"a,b\n1,2,3\n")
    assert "cannot be read as csv" in bad_file(tmp_path, "c.csv", b"\xff\xfe\n")
    assert ".parquet or .csv" in bad_file(tmp_path, "a.xlsx", b"x")
    whole = table(ONES).write_csv().encode()
    assert ".parquet or .csv" in bad_file(tmp_path, "d.csv", whole, "out.xlsx")
    assert "written over" in bad_file(tmp_path, "e.csv", whole, "e.csv")


def test_a_table_with_more_numbered_questions_than_the_instrument_is_refused():
    wide = pl.DataFrame({f"q{number}": [1] for number in range(1, 22)})
    with pytest.raises(TableError, match="q4 is one question more than BDI-II has here"):
        score_table(catalogue.instrument("bdiii"), wide)
