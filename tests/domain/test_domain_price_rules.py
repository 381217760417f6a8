from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_pricing_domain.price_rules import (
    CATEGORY,
    EVERYTHING,
    PRECEDENCE,
    PRODUCT,
    VARIANT,
    Buyer,
    Loss,
    Product,
    Quantities,
    Rule,
    add_quantities,
    find_loss,
    find_winner,
    get_rank,
    judge,
    rank,
    widen,
)

NOW = datetime(2026, 11, 26, 8)
FISH_SAUCE = Product(1, 10, (103, 102, 101))
DEALER = Buyer((203, 202, 201), (302, 301))

moments = st.none() | st.integers(-3, 3)
rules = st.builds(
    lambda number, target, category, group, area, least, basis, start, end: Rule(
        id=number,
        target=target,
        product_id=1 if target == VARIANT else False,
        template_id=10 if target in (VARIANT, PRODUCT) else False,
        category_id=category if target == CATEGORY else False,
        group_id=group,
        area_id=area,
        min_quantity=least,
        basis=basis,
        date_from=NOW + timedelta(days=start) if start is not None else False,
        date_to=NOW + timedelta(days=end) if end is not None else False,
    ),
    st.integers(1, 10_000),
    st.sampled_from([VARIANT, PRODUCT, CATEGORY, EVERYTHING]),
    st.sampled_from([101, 102, 103, 999]),
    st.sampled_from([False, 201, 202, 203, 888]),
    st.sampled_from([False, 301, 302, 777]),
    st.sampled_from([0, 1, 10, 10.5, 100]),
    st.sampled_from(["line", "product", "category"]),
    moments,
    moments,
)
lists = st.lists(rules, max_size=12, unique_by=lambda rule: rule.id)
amounts = st.sampled_from([0, 0.5, 1, 9.999, 10, 10.5, 99, 100, 1000])
quantities = st.builds(
    Quantities,
    amounts,
    st.dictionaries(st.just(10), amounts),
    st.dictionaries(st.sampled_from([101, 102, 103]), amounts),
)


def win(found, bought):
    return find_winner(rank(found, FISH_SAUCE, DEALER), FISH_SAUCE, DEALER, bought, NOW)


@given(lists, quantities, st.randoms())
def test_the_winner_does_not_depend_on_the_order_of_the_rules(found, bought, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert win(found, bought) == win(shuffled, bought)


@given(lists, quantities)
def test_nothing_that_may_hold_is_more_specific_than_the_winner(found, bought):
    winner = win(found, bought)
    holding = [rule for rule in found if find_loss(rule, FISH_SAUCE, DEALER, bought, NOW) is None]
    assert (winner is None) == (not holding)
    for rule in holding:
        assert get_rank(winner, FISH_SAUCE, DEALER) <= get_rank(rule, FISH_SAUCE, DEALER)


@given(lists, quantities)
def test_a_rule_that_does_not_win_can_be_taken_away(found, bought):
    winner = win(found, bought)
    assert win([rule for rule in found if rule == winner], bought) == winner


@given(lists, quantities)
def test_every_rule_for_the_product_has_a_verdict_and_one_winner_at_most(found, bought):
    verdicts = judge(found, FISH_SAUCE, DEALER, bought, NOW)
    assert sorted(verdict.rule.id for verdict in verdicts) == sorted(
        rule.id for rule in rank(found, FISH_SAUCE, DEALER)
    )
    assert [verdict.rule for verdict in verdicts if verdict.loss is None] == [
        rule for rule in [win(found, bought)] if rule
    ]
    for verdict in verdicts:
        assert (verdict.loss is Loss.LESS_SPECIFIC) == (verdict.decided_by in PRECEDENCE)
        assert (verdict.missing > 0) == (verdict.loss is Loss.TOO_FEW)


@given(lists, quantities)
def test_more_of_it_never_loses_a_step_of_a_scale(found, bought):
    more = Quantities(bought.line + 1, bought.by_template, bought.by_category)
    before = {rule.id for rule in found if find_loss(rule, FISH_SAUCE, DEALER, bought, NOW) is None}
    after = {rule.id for rule in found if find_loss(rule, FISH_SAUCE, DEALER, more, NOW) is None}
    assert before <= after


@given(st.lists(st.tuples(st.sampled_from([FISH_SAUCE, Product(2, 20, (102, 101))]), amounts)))
def test_a_category_counts_all_that_is_below_it(rows):
    by_template, by_category = add_quantities(rows)
    total = pytest.approx(sum(quantity for _product, quantity in rows))
    for found in (sum(by_template.values()), by_category.get(101, 0), by_category.get(102, 0)):
        assert found == total
    assert by_category.get(103, 0) == pytest.approx(by_template.get(10, 0))


@given(st.lists(st.lists(st.integers(1, 30), max_size=4, unique=True).map(tuple), max_size=4))
def test_every_group_is_in_the_way_up_once_and_nearer_ones_first(paths):
    joined = widen(paths)
    assert len(set(joined)) == len(joined)
    assert set(joined) == {node for path in paths for node in path}
    assert joined[: len({path[0] for path in paths if path})] == tuple(
        dict.fromkeys(path[0] for path in paths if path)
    )


def test_without_groups_and_areas_the_order_is_odoo_s():
    expected = [
        Rule(1, VARIANT, 1, 10),
        Rule(8, PRODUCT, template_id=10, min_quantity=50),
        Rule(9, PRODUCT, template_id=10, min_quantity=10),
        Rule(3, PRODUCT, template_id=10, min_quantity=10),
        Rule(4, CATEGORY, category_id=101, min_quantity=20),
        Rule(2, CATEGORY, category_id=103),
        Rule(5, CATEGORY, category_id=101),
        Rule(6, EVERYTHING),
    ]
    assert rank(expected[::-1], FISH_SAUCE, DEALER) == expected


@given(st.lists(st.integers(1, 999), min_size=1, max_size=30), st.sampled_from(["product", "category"]))
def test_a_threshold_over_the_order_does_not_miss_by_the_dust_of_sums(thousandths, basis):
    rows = [(FISH_SAUCE, part / 1000) for part in thousandths]
    bought = Quantities(rows[0][1], *add_quantities(rows))
    least = Rule(1, EVERYTHING, min_quantity=sum(thousandths) / 1000, basis=basis)
    assert find_loss(least, FISH_SAUCE, DEALER, bought, NOW) is None
    more = least._replace(min_quantity=(sum(thousandths) + 1) / 1000)
    assert find_loss(more, FISH_SAUCE, DEALER, bought, NOW) is Loss.TOO_FEW
