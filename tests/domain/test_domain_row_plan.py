"""What a row may hold without becoming a formula somewhere."""

import pytest
from p2it_domain.row_plan import has_formula_level, is_formula, quote_formula


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil","x")',
        '{=HYPERLINK("http://evil","x")}',
        "@SUM(A1)",
        "-2+3+cmd|' /C calc'!A0",
        "+SUM(1)",
        "-A1",
        "-1=1",
        "＝1+1",
    ],
)
def test_what_a_spreadsheet_would_run_is_a_formula(text):
    assert is_formula(text)
    assert not is_formula(quote_formula(text))


@pytest.mark.parametrize(
    "text",
    ["", "-", "+", "An", "{An}", "-5 %", "+84 912 345 678", "+84 (28) 3822-1234", "-1,5 kg", "1+1", "A=B"],
)
def test_names_and_numbers_are_none(text):
    assert not is_formula(text)
    assert quote_formula(text) == text


def test_every_level_of_a_path_is_looked_at():
    assert has_formula_level('Đại lý/=HYPERLINK("x","y")')
    assert has_formula_level("Đại lý > {=1+1}")
    assert has_formula_level("Thùng=24 chai; =X=2 Thùng")
    assert not has_formula_level("Đại lý/Cấp 1 > Miền Nam")
    assert not has_formula_level("Thùng=24 chai; Pallet=60 Thùng")
