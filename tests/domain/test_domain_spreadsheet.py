import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.headings import match_headings
from p2it_domain.issues import CellError
from p2it_domain.spreadsheet import read_table, write_csv, write_xlsx
from p2it_domain.text import clean

_TEXT = 'Mã,Tên\nKH1,Công ty Đông Á\nKH2,"a, b"\n'
_ROWS = ((2, ("KH1", "Công ty Đông Á")), (3, ("KH2", "a, b")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found_out(encoding, separator):
    text = _TEXT.replace(",", separator).replace(f"a{separator} b", "a, b")
    table = read_table(text.encode(encoding))
    assert table.headings == ("Mã", "Tên")
    assert table.rows == _ROWS
    assert table.separator == separator


def test_windows_1258_is_found_out():
    text = "Ma\u0303;Tên\nKH1;Đươ\u0300ng Lê Lơ\u0323i\n"
    table = read_table(text.encode("cp1258"))
    assert table.encoding == "cp1258"
    assert [clean(cell) for cell in table.rows[0][1]] == ["KH1", "Đường Lê Lợi"]


def test_a_title_above_the_headings_is_skipped_and_row_numbers_are_those_seen():
    table = read_table("DANH SÁCH KHÁCH HÀNG,\n,\nMã,Tên\n\nKH1,An\n".encode())
    assert table.headings == ("Mã", "Tên")
    assert table.rows == ((5, ("KH1", "An")),)


def test_xlsx_dates_numbers_and_formulas_come_as_text():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ngày", "Điện thoại", "Ghi chú", "Số"])
    sheet.append([datetime.date(2026, 4, 9), 84514461343, '=HYPERLINK("http://evil")', 1.5])
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table(buffer.getvalue(), "x.csv")
    assert table.rows == ((2, ("2026-04-09", "84514461343", '=HYPERLINK("http://evil")', "1.5")),)


def test_a_chosen_sheet_is_read():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    other = book.create_sheet("Khách")
    other.append(["Mã", "Tên"])
    other.append(["KH1", "An"])
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table(buffer.getvalue(), sheet="Khách")
    assert table.rows == ((2, ("KH1", "An")),)
    assert table.sheets == ("Sheet", "Khách")
    with pytest.raises(CellError):
        read_table(buffer.getvalue(), sheet="nowhere")


def _zip(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"a", "file_no_rows"),
        (b"a,b\n", "file_no_rows"),
        (b"PK\x03\x04 broken", "file_unreadable"),
        (_zip(x="y"), "file_unreadable"),
        (_zip(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "b">]>'), "file_unreadable"),
        (_zip(xl__workbook_xml="<workbook/>"), "file_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_old_excel"),
        (b"x" * (21 * 1024 * 1024), "file_too_large"),
    ],
    # The contents hold the time: as names they would differ from worker to worker.
    ids=["empty", "no_rows", "heading_only", "broken", "no_sheet", "entities", "no_book", "xls", "large"],
)
def test_bad_files_are_refused_with_a_reason(content, code):
    with pytest.raises(CellError) as error:
        read_table(content)
    assert error.value.issue.code == code


@given(st.binary(max_size=400))
def test_no_content_breaks_the_reader(content):
    try:
        read_table(content)
    except CellError as error:
        assert error.issue.code.startswith("file_")


_CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufeff"),
    max_size=30,
)


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=5))
def test_what_is_written_is_read_back_and_is_never_a_formula(rows):
    rows = [(left, right) for left, right in rows if left.strip() or right.strip()]
    for content in (write_xlsx(["A", "B"], rows), write_csv(["A", "B"], rows)):
        if rows:
            assert [cells for _number, cells in read_table(content).rows] == rows
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(["A", "B"], rows))).active
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    for line in write_csv(["A", "B"], rows).decode("utf-8-sig").split("\r\n"):
        assert not line.startswith(("=", "+", "-", "@"))


_SYNONYMS = {
    "code": ["Mã KH", "Mã khách hàng", "Customer code"],
    "name": ["Tên khách hàng", "Tên KH", "Name"],
    "phone": ["Điện thoại", "SĐT", "Số điện thoại", "Phone"],
    "address": ["Địa chỉ", "Address"],
}


def test_headings_are_recognised_without_diacritics_case_and_spaces():
    headings = ["MA KH", " tên  khách hàng", "So dien thoai", "Dia chi:", "Ghi chú"]
    targets = [match.target for match in match_headings(headings, _SYNONYMS)]
    assert targets == ["code", "name", "phone", "address", ""]


@given(st.lists(st.sampled_from([name for names in _SYNONYMS.values() for name in names])))
def test_a_target_is_given_once(headings):
    targets = [match.target for match in match_headings(headings, _SYNONYMS) if match.target]
    assert len(targets) == len(set(targets))


def test_the_better_heading_gets_the_target():
    matches = match_headings(["Số điện thoại bàn", "Điện thoại"], _SYNONYMS)
    assert [match.target for match in matches] == ["", "phone"]
