"""Promotions case by case: boundaries, audiences, tiers, gifts, and complaints about other systems."""

from datetime import date, datetime

import pytest
from p2it_pricing_domain.promotion_engine import evaluate
from p2it_pricing_domain.promotion_facts import (
    Basket,
    BasketLine,
    Buyer,
    Program,
    Reward,
    Rule,
    Selector,
    Terms,
    Usage,
)

MOMENT = datetime(2026, 11, 26, 9, 30)  # a Thursday
TERMS = Terms(MOMENT, gift_price=lambda product_id: 1000.0)
PIECES, CARTON = 1, 24


def _line(product_id=1, quantity=1.0, price=1000, key=None, **values):
    amount = round(quantity * price)
    values = {"untaxed": amount, "total": amount, **values}
    return BasketLine(product_id if key is None else key, product_id, quantity, amount, **values)


def _basket(*lines):
    return Basket(lines)


def _buys(product_id, quantity, **values):
    return Rule(product_id, Selector(frozenset({product_id})), minimum_qty=quantity, per="unit", **values)


def _program(program_id=1, rules=(), rewards=(), **values):
    rules = rules or (Rule(program_id),)
    rewards = rewards or (Reward(program_id, discount=10),)
    return Program(program_id, tuple(rules), tuple(rewards), **values)


def _gift(reward_id, product_id, required_points=1, **values):
    return Reward(reward_id, required_points, "product", product_ids=(product_id,), **values)


def _run(lines, *programs, buyer=None, terms=TERMS):
    return evaluate(_basket(*lines), buyer or Buyer(), terms, programs)


def _codes(outcome):
    return {refusal.program_id: refusal.code for refusal in outcome.refusals}


TIERS = (Reward(1, 10, discount=5), Reward(2, 50, discount=8))


@pytest.mark.parametrize(
    ("quantity", "discount"),
    [(9, 0), (9.999, 0), (10, 5), (11, 5), (49, 5), (49.99, 5), (50, 8), (51, 8), (500, 8)],
)
def test_tiers_are_half_open(quantity, discount):
    program = _program(rules=[_buys(1, 1)], rewards=TIERS, reward_mode="highest")
    outcome = _run([_line(1, quantity, 1000)], program)
    assert outcome.discount == round(quantity * 1000 * discount / 100)


def test_the_next_tier_is_told_by_what_lacks():
    program = _program(rules=[_buys(1, 1)], rewards=TIERS, reward_mode="highest")
    near = _run([_line(1, 46)], program).near_misses[0]
    assert (near.reward_id, near.missing[0].kind, near.missing[0].value) == (2, "quantity", 4)


def test_accumulated_purchases_lift_the_tier_but_only_this_order_is_discounted():
    program = _program(rules=[_buys(1, 1)], rewards=TIERS, reward_mode="highest", accumulate=True)
    history = {1: (_line(1, 45, key=99),)}
    outcome = _run([_line(1, 5)], program, buyer=Buyer(history=history))
    assert (outcome.applications[0].reward_id, outcome.discount) == (2, 400)


def test_all_criteria_must_be_met():
    program = _program(rules=[_buys(1, 10), _buys(2, 5)], match_all=True)
    assert _codes(_run([_line(1, 10), _line(2, 4)], program)) == {1: "quantity"}
    assert _run([_line(1, 10), _line(2, 5)], program).discount == 1500
    assert _run([_line(1, 10), _line(2, 4)], program).near_misses[0].missing[0].value == 1


def test_the_number_of_sets_is_that_of_the_scarcest_criterion():
    program = _program(rules=[_buys(1, 10), _buys(2, 5)], rewards=[_gift(1, 7)], match_all=True)
    outcome = _run([_line(1, 35), _line(2, 11)], program)
    assert outcome.applications[0].gift_quantity == 2


def test_at_least_three_products_of_a_brand():
    brand = Rule(1, Selector(tag_id=4), minimum_qty=1, distinct_products=3)
    lines = [_line(product, 5, tags=frozenset({4})) for product in (1, 2)]
    assert _codes(_run(lines, _program(rules=[brand]))) == {1: "products"}
    assert _run([*lines, _line(3, 1, tags=frozenset({4}))], _program(rules=[brand])).discount == 1100


def test_a_category_includes_those_below_it():
    rule = Rule(1, Selector(category_id=1), minimum_qty=1)
    assert _run([_line(1, 1, categories=(5, 3, 1))], _program(rules=[rule])).discount == 100


def test_a_minimum_amount_with_and_without_tax():
    line = _line(1, 1, 1000, total=1100)
    assert _run([line], _program(rules=[Rule(1, minimum_amount=1100)])).discount == 100
    refused = _run([line], _program(rules=[Rule(1, minimum_amount=1100, tax_included=False)]))
    assert _codes(refused) == {1: "amount"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"date_from": date(2026, 11, 27)}, "not_begun"),
        ({"date_to": date(2026, 11, 25)}, "ended"),
        ({"date_from": date(2026, 11, 26), "date_to": date(2026, 11, 26)}, None),
        ({"weekdays": frozenset({3})}, None),
        ({"weekdays": frozenset({0, 1})}, "weekday"),
        ({"hour_from": 9.5, "hour_to": 10}, None),
        ({"hour_from": 9, "hour_to": 9.5}, "hours"),
        ({"hour_from": 22, "hour_to": 10}, None),
        ({"hour_from": 22, "hour_to": 6}, "hours"),
        ({"hour_from": 8, "hour_to": 0}, None),
        ({"group_ids": frozenset({2})}, None),
        ({"group_ids": frozenset({3})}, "group"),
        ({"area_ids": frozenset({8})}, "area"),
        ({"team_ids": frozenset({5})}, None),
        ({"team_ids": frozenset({6})}, "team"),
        ({"pricelist_ids": frozenset({6})}, "pricelist"),
        ({"first_order_only": True}, "first_order"),
    ],
)
def test_who_and_when(values, code):
    buyer = Buyer(group_ids=frozenset({1, 2}), area_ids=frozenset({7}), team_id=5)
    assert _codes(_run([_line()], _program(**values), buyer=buyer)) == ({1: code} if code else {})


def test_percentages_are_of_what_those_before_left():
    first, second = _program(1, priority=1), _program(2, priority=2)
    outcome = _run([_line(1, 10)], second, first)
    assert [(given.program_id, given.value) for given in outcome.applications] == [(1, 1000), (2, 900)]


def test_an_exclusive_program_stands_alone_and_names_itself():
    outcome = _run([_line()], _program(1), _program(2, stacking="exclusive", priority=9))
    assert [given.program_id for given in outcome.applications] == [2]
    assert outcome.refusals[0].by_program_id == 2


def test_an_exclusive_program_that_gives_nothing_excludes_nobody():
    alone = _program(2, rules=[_buys(1, 99)], stacking="exclusive")
    assert [given.program_id for given in _run([_line()], _program(1), alone).applications] == [1]


def test_the_best_program_for_the_customer_stays():
    gift = _program(2, rewards=[_gift(2, 7, quantity=3)], stacking="best")
    cheap = _program(3, rewards=[Reward(3, discount=20)], stacking="best")
    outcome = _run([_line(1, 10)], gift, cheap, _program(4))
    assert [given.program_id for given in outcome.applications] == [2, 4]
    assert _codes(outcome) == {3: "not_best"}


def test_a_fixed_price_per_unit():
    reward = Reward(
        1, mode="fixed_price", scope="specific", fixed_price=850, selector=Selector(frozenset({1}))
    )
    outcome = _run([_line(1, 24), _line(2, 3)], _program(rewards=[reward]))
    assert dict(outcome.applications[0].allocations) == {1: 24 * 150}


def test_an_amount_off_is_what_the_customer_saves_with_tax():
    lines = [_line(1, 1, 100_000, total=110_000, tax_key=(10,)), _line(2, 1, 50_000)]
    outcome = _run(lines, _program(rewards=[Reward(1, mode="per_order", discount=16_000)]))
    assert dict(outcome.applications[0].allocations) == {1: 10_000, 2: 5_000}


def test_the_most_a_discount_may_be():
    outcome = _run([_line(1, 1, 1_000_000)], _program(rewards=[Reward(1, discount=10, max_amount=50_000)]))
    assert outcome.discount == 50_000


def test_the_cheapest_product_is_one_unit_of_it():
    reward = Reward(1, scope="cheapest", discount=100)
    outcome = _run([_line(1, 3, 500), _line(2, 1, 900)], _program(rewards=[reward]))
    assert dict(outcome.applications[0].allocations) == {1: 500}


def test_a_floor_holds_and_the_other_lines_do_not_pay_for_it():
    outcome = _run([_line(1, 10, floor=9500), _line(2, 10)], _program(rewards=[Reward(1, discount=10)]))
    assert dict(outcome.applications[0].allocations) == {1: 500, 2: 1000}


def test_a_budget_that_has_too_little_left_gives_nothing():
    usage = {1: Usage(budget=950)}
    outcome = _run([_line()], _program(budget=1000), buyer=Buyer(usage=usage))
    assert (_codes(outcome), outcome.applications) == ({1: "budget"}, ())


def test_uses_in_total_and_per_customer():
    assert _codes(_run([_line()], _program(max_uses=3), buyer=Buyer(usage={1: Usage(uses=3)}))) == {1: "uses"}
    usage = {1: Usage(uses=1, customer_uses=1)}
    assert _codes(_run([_line()], _program(max_uses_per_customer=1), buyer=Buyer(usage=usage))) == {
        1: "customer_uses"
    }
    assert _run([_line()], _program(max_uses=3), buyer=Buyer(usage={1: Usage(uses=2)})).discount == 100


def test_a_choice_of_rewards_and_of_gifts():
    rewards = (_gift(1, 7), Reward(2, 1, "product", product_ids=(8, 9)))
    program = _program(rewards=rewards, reward_mode="choice")
    first = _run([_line()], program).applications[0]
    assert (first.reward_id, first.gift_product_id, first.offered) == (1, 7, (1, 2))
    terms = Terms(MOMENT, choices={1: 2}, gift_choices={2: 9})
    assert _run([_line()], program, terms=terms).applications[0].gift_product_id == 9
    nonsense = Terms(MOMENT, choices={1: 77}, gift_choices={1: 12345})
    assert _run([_line()], program, terms=nonsense).applications[0].gift_product_id == 7


def test_money_of_a_program_in_another_currency():
    terms = Terms(MOMENT, rounding=1.0, rates={2: 25_000.0})
    program = _program(rewards=[Reward(1, mode="per_order", discount=2)], currency_id=2)
    assert _run([_line(1, 1, 900_000)], program, terms=terms).discount == 50_000


# ---- complaints about other systems (references as in the project's notes) ----


def test_complaint_erpnext_36616_no_double_discount():
    program = _program(rules=[_buys(1, 1), Rule(2, Selector(category_id=3))])
    outcome = _run([_line(1, 10, categories=(3,))], program)
    assert len(outcome.applications) == 1
    assert outcome.discount == 1000


def test_complaint_erpnext_37910_a_gift_goes_when_the_quantity_drops():
    program = _program(rules=[_buys(1, 10)], rewards=[_gift(1, 7, 10)])
    assert _run([_line(1, 30)], program).applications[0].gift_quantity == 3
    assert _run([_line(1, 19)], program).applications[0].gift_quantity == 1
    dropped = _run([_line(1, 9)], program)
    assert (dropped.applications, _codes(dropped)) == ((), {1: "quantity"})


def test_complaint_erpnext_29831_a_gift_for_every_row():
    program = _program(rules=[_buys(1, 1)], rewards=[_gift(1, 7, 10)])
    rows = [_line(1, 5, key=1), _line(1, 5, key=2), _line(1, 10, key=3)]
    assert _run(rows, program).applications[0].gift_quantity == 2


def test_complaint_erpnext_40174_two_programs_share_a_gift():
    first = _program(1, rules=[_buys(1, 10)], rewards=[_gift(1, 7, 10)])
    second = _program(2, rules=[_buys(2, 10)], rewards=[_gift(2, 7, 10)])
    both = _run([_line(1, 10), _line(2, 10)], first, second)
    assert [given.gift_product_id for given in both.applications] == [7, 7]
    one = _run([_line(1, 10), _line(2, 9)], first, second)
    assert [given.program_id for given in one.applications] == [1]


def test_complaint_odoo_91353_the_order_of_edits_does_not_matter():
    programs = [_program(1), _program(2, rewards=[Reward(2, mode="per_order", discount=777)])]
    lines = [_line(n, n, 333) for n in range(1, 6)]
    assert _run(lines, *programs) == _run(lines[::-1], *programs[::-1])


def test_complaint_odoo_a_carton_counts_as_what_is_in_it():
    program = _program(rules=[_buys(1, 72)])
    assert _run([_line(1, 3 * CARTON)], program).discount == 7200
    assert _run([_line(1, 3 * PIECES)], program).discount == 0
