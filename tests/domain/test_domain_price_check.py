import time
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from p2it_pricing_domain.periods import Periods
from p2it_pricing_domain.price_check import (
    Kind,
    Shop,
    Worth,
    check,
    find_beaten,
)
from p2it_pricing_domain.price_rules import (
    CATEGORY,
    EVERYTHING,
    PRODUCT,
    VARIANT,
    Buyer,
    Product,
    Quantities,
    Rule,
    find_winner,
    rank,
)

NOW = datetime(2026, 11, 26, 8)
PATH = (103, 102, 101)
EVER = datetime.max.replace(microsecond=0)

seconds = st.none() | st.integers(-4, 8)
rules = st.builds(
    lambda number, target, variant, category, group, area, least, basis, start, end: Rule(
        id=number,
        target=target,
        product_id=variant if target == VARIANT else False,
        template_id=10 if target in (VARIANT, PRODUCT) else False,
        category_id=category if target == CATEGORY else False,
        group_id=group,
        area_id=area,
        min_quantity=least,
        basis=basis,
        date_from=NOW + timedelta(seconds=start) if start is not None else False,
        date_to=NOW + timedelta(seconds=end) if end is not None else False,
    ),
    st.integers(1, 10_000),
    st.sampled_from([VARIANT, PRODUCT, PRODUCT, CATEGORY, EVERYTHING]),
    st.sampled_from([1, 2]),
    st.sampled_from([102, 103]),
    st.sampled_from([False, False, 201]),
    st.sampled_from([False, False, 301]),
    st.sampled_from([0, 0, 10]),
    st.sampled_from(["line", "product", "category"]),
    seconds,
    seconds,
)
lists = st.lists(rules, max_size=14, unique_by=lambda rule: rule.id)
amounts = st.sampled_from([0, 1, 9.999, 10, 11])
buyers = st.builds(
    Buyer, st.sampled_from([(), (201,), (202, 201), (9,)]), st.sampled_from([(), (301,), (302, 301)])
)
bought = st.builds(
    Quantities,
    amounts,
    st.dictionaries(st.just(10), amounts),
    st.dictionaries(st.sampled_from([101, 102, 103]), amounts),
)
moments = st.integers(0, 12).map(lambda number: NOW + timedelta(seconds=number))


def get_beaten(found, **known):
    kinds = (Kind.NEVER_WINS, Kind.ENDED, Kind.NO_PERIOD)
    return {finding.rule_id for finding in check(found, Shop(NOW, **known)) if finding.kind in kinds}


def find(found, product, buyer, quantities, moment):
    return find_winner(rank(found, product, buyer), product, buyer, quantities, moment)


@given(lists, st.sampled_from([1, 2, 3]), buyers, bought, moments, st.booleans())
def test_a_rule_found_never_to_win_never_wins(found, variant, buyer, quantities, moment, single):
    product = Product(1 if single else variant, 10, PATH)
    known = {"only_variants": {10: 1}} if single else {}
    winner = find(found, product, buyer, quantities, moment)
    assert winner is None or winner.id not in get_beaten(found, **known)


@given(lists)
def test_every_other_rule_wins_somewhere(found):
    beaten = get_beaten(found)
    for rule in found:
        if rule.id not in beaten:
            assert wins_somewhere(rule, found), rule


def wins_somewhere(rule, found):
    """Look for a buyer and a quantity for which a rule wins, at each moment at which anything changes."""
    product = {
        VARIANT: Product(rule.product_id, 10, ()),
        PRODUCT: Product(77, 10, ()),
        CATEGORY: Product(77, 70, (rule.category_id,)),
        EVERYTHING: Product(77, 70, ()),
    }[rule.target]
    if rule.basis == "category" and not rule.category_id:
        product = product._replace(category_path=(999,))
    buyer = Buyer((rule.group_id,) if rule.group_id else (), (rule.area_id,) if rule.area_id else ())
    least = rule.min_quantity
    quantities = {
        "line": Quantities(least),
        "product": Quantities(0, {product.template_id: least}),
        "category": Quantities(0, {}, dict.fromkeys(product.category_path, least)),
    }[rule.basis]
    turns = {
        NOW,
        rule.date_from or NOW,
        *(other.date_to + timedelta(seconds=1) for other in found if other.date_to),
    }
    return any(
        moment >= NOW and find(found, product, buyer, quantities, moment) is rule for moment in sorted(turns)
    )


@given(lists)
def test_taking_beaten_rules_away_changes_no_price(found):
    beaten = get_beaten(found)
    left = [rule for rule in found if rule.id not in beaten]
    product, buyer = Product(1, 10, PATH), Buyer((201,), (301,))
    for number in range(10):
        moment = NOW + timedelta(seconds=number)
        for quantity in (0, 10):
            arguments = (product, buyer, Quantities(quantity), moment)
            assert find(found, *arguments) == find(left, *arguments)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=10),
    st.integers(0, 30),
    st.integers(0, 8),
)
def test_a_period_is_covered_when_each_of_its_seconds_is(stretches, start, length):
    periods, covered = Periods(), set()
    for number, (first, size) in enumerate(stretches):
        periods.add(NOW + timedelta(seconds=first), NOW + timedelta(seconds=first + size), number)
        covered.update(range(first, first + size + 1))
    cover = periods.find_cover(NOW + timedelta(seconds=start), NOW + timedelta(seconds=start + length))
    assert (cover is not None) == covered.issuperset(range(start, start + length + 1))


def kinds(found, **known):
    return [(finding.kind, finding.rule_id, finding.other_id) for finding in check(found, Shop(NOW, **known))]


def test_two_halves_of_a_year_together_beat_a_rule_of_the_whole_year():
    half = datetime(2027, 6, 30, 23, 59, 59)
    found = [
        Rule(1, PRODUCT, template_id=10),
        Rule(2, PRODUCT, template_id=10, date_to=half),
        Rule(3, PRODUCT, template_id=10, date_from=half + timedelta(seconds=1)),
    ]
    [finding] = check(found, Shop(NOW))
    assert (finding.kind, finding.rule_id, finding.others) == (Kind.NEVER_WINS, 1, 2)


def test_a_rule_that_has_ended_beats_nothing():
    found = [Rule(1, EVERYTHING), Rule(2, EVERYTHING, date_to=NOW - timedelta(days=1))]
    assert kinds(found) == [(Kind.ENDED, 2, None)]


def test_a_product_of_one_variant_is_sold_by_the_variant_s_rule():
    found = [Rule(1, PRODUCT, template_id=10, group_id=201, min_quantity=50), Rule(2, VARIANT, 1, 10)]
    assert kinds(found) == []
    assert kinds(found, only_variants={10: 1}) == [(Kind.NEVER_WINS, 1, 2)]


def test_rules_that_overlap_at_other_prices_are_found_and_at_the_same_are_not():
    found = [
        Rule(1, PRODUCT, template_id=10, date_to=NOW + timedelta(days=9)),
        Rule(2, PRODUCT, template_id=10, date_from=NOW + timedelta(days=5)),
    ]
    assert kinds(found, worth={1: Worth(90), 2: Worth(80)}) == [(Kind.OVERLAP, 1, 2)]
    assert kinds(found, worth={1: Worth(90), 2: Worth(90)}) == []


def test_a_step_that_costs_more_for_more_is_found():
    found = [Rule(number, PRODUCT, template_id=10, min_quantity=number) for number in (10, 50, 100)]
    assert kinds(found, worth={10: Worth(90), 50: Worth(95), 100: Worth(80)}) == [(Kind.DEARER_STEP, 50, 10)]


def test_dealers_who_pay_more_than_everybody_from_a_hundred_are_found():
    found = [
        Rule(1, PRODUCT, template_id=10, group_id=202),
        Rule(2, PRODUCT, template_id=10, min_quantity=100),
        Rule(3, PRODUCT, template_id=10, group_id=201),
    ]
    paths = {202: (202, 201), 201: (201,)}
    worth = {1: Worth(90), 2: Worth(85), 3: Worth(95)}
    expected = [(Kind.DEARER_THAN_GENERAL, 1, 2), (Kind.DEARER_THAN_GENERAL, 3, 2)]
    assert kinds(found, worth=worth, group_paths=paths) == expected
    found.append(Rule(4, PRODUCT, template_id=10, group_id=202, min_quantity=100))
    assert kinds(found, worth={**worth, 4: Worth(80)}, group_paths=paths) == expected[1:], (
        "Their own step goes first"
    )


def test_a_product_s_price_above_its_category_s_discount_is_found():
    found = [Rule(1, PRODUCT, template_id=10), Rule(2, CATEGORY, category_id=101)]
    worth = {1: Worth(95, list_price=100), 2: Worth(share=0.9, base="list_price")}
    expected = [(Kind.DEARER_THAN_GENERAL, 1, 2)]
    assert kinds(found, worth=worth, category_paths={10: PATH}) == expected
    assert kinds(found, worth=worth, category_paths={10: (5,)}) == []


def test_ten_thousand_rules_are_checked_in_seconds():
    def measure(number, **one):
        found = [
            Rule(
                place + 1,
                PRODUCT,
                template_id=one.get("template_id") or place % 500,
                group_id=place % 7 or False,
                min_quantity=place % 11,
                date_from=NOW + timedelta(days=place % 13),
                date_to=NOW + timedelta(days=place % 17 + 13 + place),
            )
            for place in range(number)
        ]
        worth = {rule.id: Worth(rule.id % 97) for rule in found}
        start = time.process_time()
        check(found, Shop(NOW, worth=worth))
        return time.process_time() - start

    for one in ({}, {"template_id": 1}):
        small, large = measure(2_500, **one), measure(10_000, **one)
        assert large < 5
        assert large < 12 * small + 0.1, "Far from quadratic"


def test_beaten_rules_are_reported_in_the_order_of_the_list():
    found = [Rule(number, EVERYTHING) for number in (3, 1, 2)]
    assert [finding.rule_id for finding in find_beaten(found, Shop(NOW))] == [1, 2]
