"""Addresses, and how many of the company's own files are resolved."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from p2it_domain.address import parse_address
from p2it_domain.gazetteer import get_gazetteer, split_ward
from p2it_domain.text import clean, fold, is_blank
from p2it_domain.vietnam_areas import get_former_provinces

_DEMO = Path(__file__).parents[2] / "addons" / "p2it_crm" / "demo"
_GAZETTEER = get_gazetteer()


@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_parsing_never_raises(text, ward, province):
    parse_address(text, ward, province)


@given(st.sampled_from(_GAZETTEER.wards))
@settings(max_examples=300)
def test_every_present_ward_is_found_in_a_written_address(ward):
    province = _GAZETTEER.provinces[ward.province_code]
    written = f"12 Lê Lợi, {ward.name}, {province.name}"
    for text in (written, written.upper(), f"  {written} ".replace(" ", "\u00a0")):
        address = parse_address(text)
        assert (address.ward, address.province) == (ward, province)
        assert address.street == "12 Lê Lợi" and not address.former


@pytest.mark.parametrize("former", get_former_provinces(), ids=lambda former: former.name)
def test_every_former_province_leads_to_the_present_one(former):
    address = parse_address(f"12 Lê Lợi, {former.name}")
    assert address.province.code == former.successor_code


@pytest.mark.parametrize(
    ("text", "province", "ward", "street"),
    [
        ("12 Lê Lợi P.Bến Thành TPHCM", "79", "Phường Bến Thành", "12 Lê Lợi"),
        (
            "Số 5 Tràng Tiền, P. Cửa Nam, Hà Nội, Việt Nam",
            "01",
            "Phường Cửa Nam",
            "Số 5 Tràng Tiền",
        ),
        ("Xã Cẩm Giàng, Hải Dương", "31", "Xã Cẩm Giàng", ""),
        ("Xã Cẩm Giang, Hải Phòng", "31", "Xã Cẩm Giang", ""),
        ("Phường 1 Bảo Lộc, Lâm Đồng", "68", "Phường 1 Bảo Lộc", ""),
        (
            "280A Võ Văn Kiệt, Phường Bạch Đằng, TP. Hải Phòng",
            "31",
            "Phường Bạch Đằng",
            "280A Võ Văn Kiệt",
        ),
        ("Đà Nẵng", "48", None, ""),
        ("5 Trần Phú, TT Huế", "46", None, "5 Trần Phú"),
        ("đường ĐT743, Bình Dương", "79", None, "đường ĐT743"),
    ],
)
def test_addresses(text, province, ward, street):
    address = parse_address(text)
    assert address.province.code == province
    assert (address.ward and address.ward.name) == ward
    assert address.street == street


def test_what_no_longer_exists_stays_readable_and_is_not_guessed():
    address = parse_address("349 Lê Lợi, Phường 1, Quận 9, Thái Bình")
    assert address.ward is None
    assert address.former == "Phường 1, Quận 9"
    assert [issue.code for issue in address.issues] == ["province_former", "ward_former"]


def test_the_column_says_which_ward_an_old_address_lies_in():
    address = parse_address("349 Lê Lợi, Phường 1, Quận 9, Thái Bình", "Xã Việt Yên", "Hưng Yên")
    assert address.ward.name == "Xã Việt Yên"
    assert address.former == "Phường 1, Quận 9"


def test_when_column_and_text_disagree_the_ward_decides():
    by_column = parse_address("1 A, Hà Nội", "", "Huế")
    assert by_column.province.name == "Thành phố Huế"
    by_ward = parse_address("1 A, Phường Cửa Nam, Hà Nội", "", "Huế")
    assert by_ward.province.name == "Thành phố Hà Nội"
    for address in (by_column, by_ward):
        assert "province_disagrees" in [issue.code for issue in address.issues]


def test_a_ward_of_several_provinces_alone_is_ambiguous():
    address = parse_address("Phường Hòa Bình")
    assert address.ward is None and address.province is None
    assert [issue.code for issue in address.issues] == ["ward_ambiguous"]


def test_a_ward_that_is_the_only_one_of_its_name_tells_the_province():
    address = parse_address("7 Hàng Bông, Phường Hoàn Kiếm")
    assert address.province.name == "Thành phố Hà Nội"
    assert address.confidence < 1


def _read(name):
    with (_DEMO / name).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def _get_named(row):
    """Find out, without the parser under test, what province and present ward a row names."""
    pieces = [clean(piece) for piece in row["Địa chỉ"].split(",")]
    provinces = [
        match.province
        for text in (row.get("Tỉnh/TP") or "", pieces[-1])
        if not is_blank(text) and (match := _GAZETTEER.find_province(text))
    ]
    texts = [row.get("Phường/Xã") or "", *(pieces[1:-1] if len(pieces) == 3 else [])]
    wards = [
        ward
        for text in texts
        for ward in _GAZETTEER.wards
        if provinces and ward.province_code == provinces[0].code and ward.name == clean_name(text)
    ]
    return provinces[:1], wards[:1]


_OFFICIAL = {fold(ward.name): ward.name for ward in _GAZETTEER.wards}


def clean_name(text):
    """:return: a ward's name in its official capitals"""
    name = clean(text)
    official = _OFFICIAL.get(fold(name), name)
    return official if official.casefold() == name.casefold() else name


@pytest.mark.parametrize("name", ["khach_hang.csv", "khach_tiem_nang.csv"])
def test_the_companys_own_addresses_are_resolved(name):
    """At least 97 % of the provinces named, and 95 % of the present wards named."""
    counts = {"province": [0, 0], "ward": [0, 0]}
    for row in _read(name):
        provinces, wards = _get_named(row)
        address = parse_address(row["Địa chỉ"], row.get("Phường/Xã") or "", row.get("Tỉnh/TP") or "")
        counts["province"][0] += len(provinces)
        counts["province"][1] += address.province in provinces
        counts["ward"][0] += len(wards)
        counts["ward"][1] += address.ward in wards
    print(name, {key: f"{hits} of {total}" for key, (total, hits) in counts.items()})
    assert counts["province"][0] > 1000 and counts["ward"][0] > 1000
    assert counts["province"][1] >= 0.97 * counts["province"][0]
    assert counts["ward"][1] >= 0.95 * counts["ward"][0]


def test_kinds_are_taken_off():
    assert split_ward("P. Bến Nghé") == ("phuong", "ben nghe")
    assert split_ward("phường 01") == split_ward("P1")
    assert split_ward("Phan Chu Trinh")[0] == ""
