import datetime
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from p2it_domain.headings import count_known, match_headings
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


def _known(cells):
    return count_known(cells, _SYNONYMS)


@pytest.mark.parametrize(
    "title",
    [
        "BÁO CÁO KHÁCH HÀNG 2026\n",
        "BÁO CÁO KHÁCH HÀNG 2026,,\n",
        "BÁO CÁO KHÁCH HÀNG 2026\nNgày lập:,01/01/2026\n\n",
        "Công ty An,MST,0100233488\nĐịa chỉ:,1 Lê Lợi,Hà Nội\n",
    ],
)
@pytest.mark.parametrize("is_workbook", [True, False])
def test_headings_are_found_below_titles(title, is_workbook):
    text = f"{title}Tên khách hàng,Điện thoại,Địa chỉ\nCông ty An,0901000001,Huế\nBình,0901000002,Huế\n"
    content = text.encode()
    if is_workbook:
        content = _save([line.split(",") for line in text.splitlines()])
    table = read_table(content, score=_known)
    assert table.headings == ("Tên khách hàng", "Điện thoại", "Địa chỉ")
    assert table.heading_row == len(text.splitlines()) - 2
    assert [cells[0] for _number, cells in table.rows] == ["Công ty An", "Bình"]


def test_a_title_is_no_heading_of_unknown_headings_either():
    table = read_table("BÁO CÁO\nNgày:,1/1,\nFoo,Bar,Baz,Qux\n1,2,3,4\n".encode(), score=_known)
    assert table.heading_row == 3


def test_the_row_of_headings_can_be_told():
    content = "Tên khách hàng,Điện thoại\na,b\n1,2\n".encode()
    table = read_table(content, heading_row=2, score=_known)
    assert (table.headings, table.rows) == (("a", "b"), ((3, ("1", "2")),))
    with pytest.raises(CellError):
        read_table(content, heading_row=9)


def test_a_single_column_is_a_table():
    table = read_table("Tên khách hàng\nAn\nBình\n".encode(), score=_known)
    assert [cells for _number, cells in table.rows] == [("An",), ("Bình",)]


def test_cells_beyond_the_headings_are_kept_below_none():
    table = read_table("Tên,Điện thoại\nAn,1,,thừa\n".encode())
    assert table.headings == ("Tên", "Điện thoại", "", "")
    assert table.rows == ((2, ("An", "1", "", "thừa")),)


def _save(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _patch(content, old, new):
    """Change the sheet of a workbook, as a spreadsheet program would have saved it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry.filename, data.replace(old, new) if "sheet1" in entry.filename else data)
    return buffer.getvalue()


def test_a_formula_comes_as_its_number_and_as_itself_when_it_gives_text():
    link, buffer = '=HYPERLINK("x","y")', io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        for column, (formula, result) in enumerate((("=1.2*5", 6), (link, "y"), ("=A1", "=B1"))):
            sheet.write_formula(1, column, formula, None, result)
        sheet.write_string(1, 3, "=1+1")
    assert read_table(buffer.getvalue()).rows == ((2, ("6", link, "=A1", "=1+1")),)


def test_a_password_is_named():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(CellError) as error:
        read_table(content, "x.xlsx")
    assert error.value.issue.code == "file_password"


def test_reading_ends_where_only_blank_rows_follow_and_says_where():
    blank, row = b"<row/>" * 400_000, b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    content = _patch(_save([["a", "b"], ["1", "2"]]), b"</sheetData>", blank + row + b"</sheetData>")
    table = read_table(content)
    assert (len(table.rows), table.end) == (1, 10_003)
    assert read_table(_save([["a", "b"], ["1", "2"]])).end == 0


def test_a_target_that_takes_several_columns_gets_all_of_them():
    headings = ["Điện thoại", "Tên KH", "Số điện thoại bàn", "Tên khách hàng"]
    matches = match_headings(headings, _SYNONYMS, multiple={"phone"})
    assert [match.target for match in matches] == ["phone", "name", "phone", ""]
