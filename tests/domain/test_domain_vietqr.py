import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from p2it_credit_domain.transfer_code import find_codes, make_code
from p2it_credit_domain.vietqr import VietQR, VietQRError, make_purpose, parse

KNOWN = (
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
    "62170813ung ho lu lut6304C15C"
)

_PURPOSES = st.lists(st.text(string.ascii_letters + string.digits, min_size=1), max_size=4).map(
    lambda words: " ".join(words)[:25].strip()
)
_CODES = st.builds(
    VietQR,
    bank_bin=st.text(string.digits, min_size=6, max_size=6),
    account=st.text(string.ascii_letters + string.digits, min_size=1, max_size=19),
    amount=st.none() | st.integers(1, 10**13 - 1),
    purpose=_PURPOSES,
)


def test_the_known_good_code_is_made_and_read():
    transfer = VietQR("970415", "0011001932418", 120000, "ung ho lu lut")
    assert transfer.to_text() == KNOWN
    assert parse(KNOWN) == transfer


@given(_CODES)
def test_a_code_is_read_back(transfer):
    assert parse(transfer.to_text()) == transfer


@given(_CODES, st.data())
def test_a_damaged_code_is_refused(transfer, data):
    text = transfer.to_text()
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from(string.printable))
    assume(wrong != text[place])
    with pytest.raises(VietQRError):
        parse(text[:place] + wrong + text[place + 1 :])


@given(_CODES, st.data())
def test_a_code_that_is_cut_off_is_refused(transfer, data):
    text = transfer.to_text()
    with pytest.raises(VietQRError):
        parse(text[: data.draw(st.integers(0, len(text) - 1))])


@given(st.text())
def test_reading_anything_fails_in_words_only(text):
    with pytest.raises(VietQRError):
        parse(text)


def test_without_an_amount_a_code_is_static():
    text = VietQR("970436", "1026806174").to_text()
    assert text.startswith("000201010211")
    assert "5802VN6304" in text


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("bin", {"bank_bin": "97041"}),
        ("bin", {"bank_bin": ""}),
        ("bin", {"bank_bin": "ICBVVN"}),
        ("bin", {"bank_bin": "٩٧٠٤١٥"}),
        ("account", {"account": ""}),
        ("account", {"account": "0011 001"}),
        ("account", {"account": "1" * 20}),
        ("account", {"account": "tài khoản"}),
        ("amount", {"amount": 0}),
        ("amount", {"amount": -1}),
        ("amount", {"amount": 1.5}),
        ("amount", {"amount": True}),
        ("amount", {"amount": 10**13}),
        ("purpose", {"purpose": "ủng hộ lũ lụt"}),
        ("purpose", {"purpose": "x" * 26}),
        ("purpose", {"purpose": "a  b"}),
        ("purpose", {"purpose": "DH-1"}),
    ],
)
def test_what_the_standard_does_not_allow_is_refused_by_name(part, values):
    with pytest.raises(VietQRError) as refusal:
        VietQR(**{"bank_bin": "970415", "account": "0011001932418", "amount": 1000, **values}).to_text()
    assert refusal.value.part == part


def test_codes_of_other_networks_and_currencies_are_refused():
    dollars = KNOWN[:-8].replace("5303704", "5303840")
    abroad = KNOWN[:-8].replace("5802VN", "5802TH")
    other = KNOWN[:-8].replace("A000000727", "A000000677")
    from binascii import crc_hqx

    for body in (dollars, abroad, other):
        text = f"{body}6304"
        with pytest.raises(VietQRError) as refusal:
            parse(f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}")
        assert refusal.value.part == "kind"


@given(st.integers(1, 99_999_999), st.text(max_size=40))
def test_a_purpose_keeps_its_code(number, name):
    code = make_code(number, "ABCDE")
    purpose = make_purpose(code, name)
    VietQR("970415", "1", 1, purpose).check()
    assert code in [found.code for found in find_codes(purpose, ["ABCDE"])]


def test_a_purpose_names_the_order_where_there_is_room():
    assert make_purpose("DH0000123416", "S00042") == "DH0000123416 S00042"
    assert make_purpose("DH0000123416", "Đơn/42") == "DH0000123416 Don 42"
    assert make_purpose("DH0000123416", "SO/2026/11/000042") == "DH0000123416"
