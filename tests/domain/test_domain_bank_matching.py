"""Lines of a bank against orders and transfers: what is certain, what is not, and that order is nothing."""

import datetime
import random
import string
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from p2it_credit_domain.bank_book import BankLine, Book, Customer, Order, Transfer, normalise_account
from p2it_credit_domain.bank_matching import match_line, match_lines
from p2it_credit_domain.order_codes import find_codes, get_order_key
from p2it_credit_domain.payer_name import AGREEING, compare_names, get_payer_key, squeeze
from p2it_credit_domain.webhook_body import BodyError, check_signature, read_body, sign

DAY = datetime.date(2026, 9, 4)
NAMES = (
    "Công ty TNHH Bao bì Đông Quân",
    "Cty TNHH MTV Điện máy Thủy Đạt",
    "Đại lý Thực phẩm Nam Nam",
    "Hộ kinh doanh Thực phẩm Nga Toàn",
    "DNTN Vật liệu Phương Hải",
    "Công ty Cổ phần Điện máy Việt Dũng",
)


def to_bank(name, loses_d=True):
    """Write a name as the bank of the company's own statement does."""
    text = name.replace("Đ", "" if loses_d else "D").replace("đ", "" if loses_d else "d")
    return squeeze_words(text).upper()


def squeeze_words(text):
    return " ".join(squeeze(word) for word in text.split())


def make_book(**values):
    customers = {number: Customer(number, (name,)) for number, name in enumerate(NAMES, 1)}
    orders = {
        61: Order(61, "DH00061", 1, 20_000_000, "VND", DAY),
        62: Order(62, "DH00062", 1, 8_000_000, "VND", DAY),
        639: Order(639, "DH00639", 4, 5_000_000, "VND", DAY),
        347: Order(347, "DH00347", 6, 1_000_000, "VND", DAY),
    }
    return Book(**{"orders": orders, "customers": customers, **values})


def make_line(text="DH00061", name=1, amount=20_000_000, **values):
    payer = to_bank(NAMES[name - 1]) if name else ""
    return BankLine(1, amount, "VND", DAY, "FT1", payer, text=text, **values)


# Names


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loses_d", [True, False])
def test_a_banks_spelling_is_the_customers_name(name, loses_d):
    written = to_bank(name, loses_d)
    for payer in (written, written.replace(" ", ""), f"  {written} "):
        assert compare_names(payer, name) == "exact", payer
        assert get_payer_key(payer) == get_payer_key(name)


@pytest.mark.parametrize(
    ("payer", "name", "compared"),
    [
        ("CTCP IEN MAY VIET DUNG", "Công ty Cổ phần Điện máy Việt Dũng", "exact"),
        ("DIEN MAY VIET DUNG", "Công ty Cổ phần Điện máy Việt Dũng", "core"),
        ("CONG TY CO PHAN DIEN MAY VI", "Công ty Cổ phần Điện máy Việt Dũng", "cut"),
        ("DNTN DIEN MAY VIET DUNG", "Công ty Cổ phần Điện máy Việt Dũng", "similar"),
        ("CUA HANG NOI THAT NAM HOA", "Đại lý Nội thất Nam Hòa", "similar"),
        ("NGUYEN VAN A", "Công ty TNHH Bao bì Đông Quân", "other"),
        ("", "Công ty TNHH Bao bì Đông Quân", "blank"),
        ("DUNG", "Ủng", "other"),
    ],
)
def test_names_compare(payer, name, compared):
    assert compare_names(payer, name) == compared


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparing_never_fails_and_agreement_means_one_key_unless_cut(payer, name):
    compared = compare_names(payer, name)
    if compared in ("exact", "core"):
        assert get_payer_key(payer) == get_payer_key(name)


# Numbers of orders


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DH00347", ["DH00347"]),
        ("dh 00347", ["DH00347"]),
        ("DH-00347", ["DH00347"]),
        ("đh.00347 thanh toán", ["DH00347"]),
        ("TTDONHANGDH00347KHACHHANG", ["DH00347"]),
        ("DH00347 va DH00061", ["DH00347", "DH00061"]),
        ("DH00347,00061", ["DH00347", "DH00061"]),
        ("DH00061 va 00347+00062", ["DH00061", "DH00347", "DH00062"]),
        ("123456DH00347", ["DH00347"]),
        ("DH347", ["DH00347"]),
        ("DH003470", []),
        ("CK tien hang", []),
        ("DH 99999", []),
        ("", []),
    ],
)
def test_numbers_are_read_in_any_spelling(text, found):
    match = match_line(make_line(text, name=None, amount=1), make_book())
    named = [
        name
        for proposal in match.proposals
        for code, parameters in proposal.reasons
        if code == "order_number"
        for name in dict(parameters)["orders"].split(", ")
    ]
    assert sorted(named) == sorted(found)


@pytest.mark.parametrize("name", ["SO/2026/00012", "S00012", "HN-26-0012", "00012", "ĐH00012"])
def test_numbers_of_any_shape_are_found_by_their_key(name):
    for text in (name, name.lower(), f"tt don hang {name}", f"{name} cam on"):
        assert get_order_key(name) in {code.key for code in find_codes(text)}, text


@given(st.text(max_size=200))
def test_reading_any_text_is_quick_and_never_fails(text):
    codes = find_codes(text)
    assert all(0 <= code.start < code.end for code in codes)
    assert len(codes) < 60 * (len(text) + 1)


def test_a_number_that_was_cut_off_is_never_certain():
    match = match_line(make_line("thanh toan don hang DH0006"), make_book())
    assert not match.certain
    assert "number_cut" in {code for proposal in match.proposals for code, _ in proposal.doubts}


# Certainty


def test_number_and_name_are_certain_and_part_payments_too():
    for amount in (20_000_000, 500_000):
        certain = match_line(make_line(amount=amount), make_book()).certain
        assert certain.allocation == ((61, amount),)


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        (make_line(name=4), "name_of_other"),
        (replace(make_line(), payer_name="NGUYEN VAN A"), "name_differs"),
        (make_line(amount=20_000_001), "amount_more"),
        (make_line("DH00061 va DH00639"), "other_orders_named"),
        (make_line("DH00061 va DH77777"), "number_unknown"),
        (replace(make_line(), date=DAY - datetime.timedelta(days=60)), "date_before"),
        (replace(make_line(), currency="USD"), "other_currency"),
        (make_line(has_twin=True), "twin"),
    ],
)
def test_one_doubt_is_enough(line, doubt):
    match = match_line(line, make_book())
    assert not match.certain
    assert doubt in {code for proposal in match.proposals for code, _parameters in proposal.doubts}


def test_a_transfer_code_is_certain_for_a_stranger_and_not_for_another_customer():
    stranger = replace(make_line("abc"), payer_name="NGUYEN VAN A", coded=(61,))
    assert match_line(stranger, make_book()).certain.allocation == ((61, 20_000_000),)
    assert not match_line(make_line("abc", name=4, coded=(61,)), make_book()).certain
    assert not match_line(make_line("DH00639", coded=(61,)), make_book()).certain


def test_a_paid_or_cancelled_order_is_never_certain():
    book = make_book()
    for order in (replace(book.orders[61], lacks=0), replace(book.orders[61], is_closed=True)):
        match = match_line(make_line(), make_book(orders={**book.orders, 61: order}))
        assert not match.certain and match.proposals


def test_a_known_account_and_the_exact_amount_are_certain_only_if_both_tell_one():
    line = replace(make_line("ck", name=None, amount=8_000_000), payer_account="0123456789")
    book = make_book(accounts={"0123456789": frozenset([1])})
    assert match_line(line, book).certain.allocation == ((62, 8_000_000),)
    assert not match_line(line, make_book(accounts={"0123456789": frozenset([1, 4])})).certain
    twice = {**book.orders, 63: replace(book.orders[62], id=63, name="DH00063")}
    assert not match_line(line, make_book(orders=twice, accounts=book.accounts)).certain
    assert not match_line(replace(line, amount=7_000_000), book).certain


def test_a_recorded_transfer_by_reference_or_by_payer_amount_and_day():
    transfer = Transfer(7, 1, 3_000_000, "VND", DAY, "", ((61, 3_000_000),))
    line = make_line("ck", amount=3_000_000)
    assert match_line(line, make_book(transfers={7: transfer})).certain.transfer == 7
    other = replace(transfer, reference="ft 1", customer=4, orders=())
    assert match_line(replace(line, payer_name=""), make_book(transfers={7: other})).certain.transfer == 7
    late = replace(transfer, date=DAY - datetime.timedelta(days=8))
    assert not match_line(line, make_book(transfers={7: late})).certain
    assert not match_line(line, make_book(transfers={7: transfer, 8: replace(transfer, id=8)})).certain


def test_money_that_somebody_recorded_is_not_taken_past_the_transfer():
    transfer = Transfer(7, 1, 3_000_000, "VND", DAY, "OTHER", ((61, 3_000_000),))
    match = match_line(make_line(amount=3_000_000), make_book(transfers={7: transfer}))
    assert not match.certain


# Properties


@st.composite
def worlds(draw):
    """A company of few customers, orders and transfers, full of coincidences, and lines about them."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
    customers = {number: Customer(number, (name,)) for number, name in enumerate(names, 1)}
    amounts = st.sampled_from([0, 1, 500, 1000, 2500])
    days = st.sampled_from([None, DAY, DAY - datetime.timedelta(days=5), DAY - datetime.timedelta(days=500)])
    orders = {
        number: Order(
            number,
            draw(st.sampled_from([f"DH{number:05d}", f"DH{number:05d}", f"S{number}", f"DH{number}"])),
            draw(st.sampled_from(sorted(customers))),
            draw(amounts),
            draw(st.sampled_from(["VND", "VND", "USD"])),
            draw(days),
            draw(st.integers(0, 4)) == 0,
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    }
    transfers = {
        number: Transfer(
            number,
            draw(st.sampled_from(sorted(customers))),
            draw(amounts) or 1,
            "VND",
            draw(days),
            draw(st.sampled_from(["", "FT1", "FT2"])),
            tuple((order, 1) for order in draw(st.sets(st.sampled_from(sorted(orders)), max_size=2))),
            draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    }
    owners = st.frozensets(st.sampled_from(sorted(customers)), min_size=1, max_size=2)
    accounts = draw(st.dictionaries(st.sampled_from(["11112222", "33334444"]), owners, max_size=2))
    pieces = st.sampled_from([*(order.name for order in orders.values()), "DH0000", "va", "DH99999", "CK"])
    lines = [
        BankLine(
            number,
            draw(amounts) or 1,
            "VND",
            draw(st.sampled_from([DAY, DAY - datetime.timedelta(days=1)])),
            draw(st.sampled_from(["", "FT1", f"X{number}"])),
            draw(st.sampled_from(["", "NGUYEN VAN A", *(to_bank(name) for name in NAMES)])),
            draw(st.sampled_from(["", "11112222", "33334444"])),
            " ".join(draw(st.lists(pieces, max_size=3))),
            tuple(draw(st.lists(st.sampled_from(sorted(orders)), max_size=1))),
            draw(st.integers(0, 5)) == 0,
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    values = {"orders": orders, "customers": customers, "transfers": transfers, "accounts": accounts}
    return values, lines


def shuffled(values, seed):
    mixer = random.Random(seed)

    def mix(items):
        return dict(mixer.sample(sorted(items.items()), len(items)))

    return {name: mix(items) for name, items in values.items()}


@given(worlds(), st.integers())
def test_the_order_of_what_is_known_and_of_lines_makes_no_difference(world, seed):
    values, lines = world
    mixed = random.Random(seed).sample(lines, len(lines))
    assert match_lines(lines, Book(**values)) == match_lines(mixed, Book(**shuffled(values, seed)))


@given(worlds())
def test_allocations_never_exceed_the_money_nor_what_is_lacking(world):
    values, lines = world
    by_id = {line.id: line for line in lines}
    given_for_sure = dict.fromkeys(values["orders"], 0)
    for line_id, match in match_lines(lines, Book(**values)).items():
        for proposal in match.proposals:
            assert 0 <= proposal.score <= 100
            if proposal.transfer:
                continue
            assert sum(amount for _order, amount in proposal.allocation) <= by_id[line_id].amount
            for order_id, amount in proposal.allocation:
                order = values["orders"][order_id]
                assert 0 < amount <= order.lacks and not order.is_closed
                assert order.currency == by_id[line_id].currency and order.customer == proposal.customer
        if match.certain and not match.certain.transfer:
            for order_id, amount in match.certain.allocation:
                given_for_sure[order_id] += amount
    assert all(given_for_sure[order_id] <= order.lacks for order_id, order in values["orders"].items())


@given(worlds())
def test_what_is_certain_has_proof_and_no_doubt_and_no_rival(world):
    values, lines = world
    claimed = []
    for match in match_lines(lines, Book(**values)).values():
        assert match.proposals or match.notes
        assert sum(proposal.is_certain for proposal in match.proposals) <= 1
        certain = match.certain
        if not certain:
            continue
        codes = {code for code, _parameters in certain.reasons}
        assert not certain.doubts
        assert codes & {
            *("order_number", "transfer_code", "transfer_reference", "transfer_amount", "account_known")
        }
        assert all(other.score < certain.score for other in match.proposals[1:])
        claimed += [certain.transfer] if certain.transfer else []
    assert len(claimed) == len(set(claimed))


@given(worlds(), st.integers(0, 3))
def test_two_equally_good_transfers_leave_it_to_a_person(world, which):
    values, lines = world
    transfers = values["transfers"]
    assume(transfers)
    chosen = sorted(transfers)[which % len(transfers)]
    twin = replace(transfers[chosen], id=99)
    for match in match_lines(lines, Book(**{**values, "transfers": {**transfers, 99: twin}})).values():
        assert not match.certain or match.certain.transfer not in (chosen, 99)


@given(worlds())
def test_a_payer_named_as_another_customer_is_never_certain_by_a_number(world):
    values, lines = world
    for line_id, match in match_lines(lines, Book(**values)).items():
        line = next(one for one in lines if one.id == line_id)
        certain = match.certain
        if not certain or certain.transfer or not line.payer_name:
            continue
        names = {c.id: compare_names(line.payer_name, c.names[0]) for c in values["customers"].values()}
        others = any(n == "exact" for c, n in names.items() if c != certain.customer)
        assert names[certain.customer] in AGREEING or not others


@given(st.text(alphabet=string.digits + "*xX -.", max_size=20))
def test_hidden_and_short_accounts_are_no_evidence(account):
    normal = normalise_account(account)
    assert not normal or ("*" not in normal and sum(map(str.isdigit, normal)) >= 6)


# Webhooks

MAPPING = {
    "list_path": "",
    "reference_path": "ref",
    "date_path": "day",
    "amount_path": "amount",
    "text_path": "text",
    "payer_name_path": "",
    "payer_account_path": "",
    "account_path": "",
    "direction_path": "",
    "credit_value": "",
}


@given(st.binary(max_size=100), st.text(min_size=1, max_size=20), st.integers(-400, 400))
def test_only_who_knows_the_secret_now_is_let_in(body, secret, late):
    now = 1_800_000_000
    timestamp = str(now + late)
    signature = sign(secret, timestamp, body)
    assert (check_signature([secret], timestamp, signature, body, now) == "") is (abs(late) <= 300)
    assert check_signature([secret + "x"], timestamp, signature, body, now + late) == "wrong"
    assert check_signature([secret], timestamp, signature, body + b" ", now + late) == "wrong"
    assert check_signature([], timestamp, signature, body, now + late) == "wrong"
    assert check_signature([secret], "", signature, body, now) == "missing"


@given(st.one_of(st.binary(max_size=200), st.text(max_size=50).map(str.encode)))
def test_any_body_is_read_or_refused_in_words(body):
    try:
        read_body(body, MAPPING, datetime.date.fromisoformat)
    except BodyError as error:
        assert error.code


def test_a_code_that_digits_follow_needs_the_payer_or_the_amount():
    glued = {"text": "DH0006100026", "coded": (61,), "is_glued": True}
    assert not match_line(make_line(**glued, name=None, amount=3_000_000), make_book()).certain
    assert match_line(make_line(**glued, name=1, amount=3_000_000), make_book()).certain
    assert match_line(make_line(**glued, name=None), make_book()).certain


def test_of_a_name_that_two_customers_have_a_transfer_is_not_certain():
    customers = {1: Customer(1, ("Nguyễn Văn An",)), 2: Customer(2, ("Nguyễn Văn An",))}
    transfers = {7: Transfer(7, 1, 5_000_000, "VND", DAY)}
    line = BankLine(1, 5_000_000, "VND", DAY, "FT1", "NGUYEN VAN AN", text="ck")
    book = Book(customers=customers, transfers=transfers)
    assert not match_line(line, book).certain
    assert match_line(line, Book(customers={1: customers[1]}, transfers=transfers)).certain
    assert not match_line(
        replace(line, has_twin=True), Book(customers={1: customers[1]}, transfers=transfers)
    ).certain
