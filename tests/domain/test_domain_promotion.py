"""The rules of promotions: what must hold for every basket and every set of programs."""

import random
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from p2it_pricing_domain.promotion_discount import share
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

MOMENT = datetime(2026, 11, 26, 9, 30)
TERMS = Terms(MOMENT, gift_price=lambda product_id: 1000.0 * product_id)


@st.composite
def a_line(draw, key):
    quantity = draw(st.sampled_from([1, 2, 3, 0.5, 12, 72]))
    amount = draw(st.integers(0, 200_000))
    floor = draw(st.one_of(st.none(), st.integers(0, 220_000)))
    rate = draw(st.sampled_from([0, 8, 10]))
    return BasketLine(
        key=key,
        product_id=draw(st.integers(1, 5)),
        quantity=quantity,
        amount=amount,
        untaxed=amount,
        total=amount + amount * rate // 100,
        tax_key=(rate,),
        categories=tuple(draw(st.sets(st.integers(1, 3), max_size=2))),
        tags=frozenset(draw(st.sets(st.integers(1, 3), max_size=2))),
        floor=floor,
    )


@st.composite
def a_basket(draw):
    return Basket(tuple(draw(a_line(key)) for key in range(draw(st.integers(0, 6)))))


SELECTORS = st.builds(
    Selector,
    product_ids=st.frozensets(st.integers(1, 5), max_size=2),
    category_id=st.integers(0, 3),
    tag_id=st.integers(0, 3),
)


@st.composite
def a_rule(draw, rule_id):
    return Rule(
        rule_id,
        draw(SELECTORS),
        minimum_qty=draw(st.integers(0, 12)),
        minimum_amount=draw(st.sampled_from([0, 10_000, 100_000])),
        tax_included=draw(st.booleans()),
        distinct_products=draw(st.integers(0, 2)),
        points=draw(st.sampled_from([1, 0.5, 3])),
        per=draw(st.sampled_from(["order", "unit", "money"])),
    )


@st.composite
def a_reward(draw, reward_id):
    return Reward(
        reward_id,
        required_points=draw(st.sampled_from([1, 2, 10, 50])),
        kind=draw(st.sampled_from(["discount", "discount", "product"])),
        mode=draw(st.sampled_from(["percent", "per_order", "per_point", "fixed_price"])),
        scope=draw(st.sampled_from(["order", "specific", "cheapest"])),
        discount=draw(st.sampled_from([5, 8, 33.3, 100, 20_000])),
        fixed_price=draw(st.sampled_from([0, 500, 9_999])),
        max_amount=draw(st.sampled_from([0, 0, 7_777])),
        selector=draw(SELECTORS),
        product_ids=(draw(st.integers(1, 5)),),
        quantity=draw(st.integers(1, 2)),
    )


@st.composite
def a_program(draw, program_id):
    return Program(
        program_id,
        rules=tuple(draw(a_rule(program_id * 10 + n)) for n in range(draw(st.integers(1, 2)))),
        rewards=tuple(draw(a_reward(program_id * 10 + n)) for n in range(draw(st.integers(1, 3)))),
        priority=draw(st.integers(0, 2)),
        match_all=draw(st.booleans()),
        reward_mode=draw(st.sampled_from(["every", "highest", "choice"])),
        stacking=draw(st.sampled_from(["stack", "stack", "exclusive", "best"])),
        budget=draw(st.sampled_from([None, None, 0, 15_000])),
        max_uses=draw(st.sampled_from([None, None, 1])),
    )


@st.composite
def programs_of(draw):
    return [draw(a_program(n + 1)) for n in range(draw(st.integers(0, 5)))]


def _taken(outcome):
    taken = {}
    for application in outcome.applications:
        for key, amount in application.allocations:
            taken[key] = taken.get(key, 0) + amount
    return taken


@given(a_basket(), programs_of())
@settings(max_examples=200)
def test_the_same_basket_gives_the_same_result(basket, programs):
    assert evaluate(basket, Buyer(), TERMS, programs) == evaluate(basket, Buyer(), TERMS, programs)


@given(a_basket(), programs_of(), st.randoms())
@settings(max_examples=200)
def test_the_order_of_lines_and_programs_changes_nothing(basket, programs, chance):
    lines, others = list(basket.lines), list(programs)
    chance.shuffle(lines)
    chance.shuffle(others)
    assert evaluate(Basket(tuple(lines)), Buyer(), TERMS, others) == evaluate(
        basket, Buyer(), TERMS, programs
    )


@given(a_basket(), programs_of())
@settings(max_examples=400)
def test_no_line_falls_below_its_floor_or_below_nothing(basket, programs):
    taken = _taken(evaluate(basket, Buyer(), TERMS, programs))
    for line in basket.lines:
        amount = taken.get(line.key, 0)
        assert 0 <= amount <= max(line.amount - (line.floor or 0), 0)


@given(a_basket(), programs_of())
@settings(max_examples=200)
def test_the_total_is_the_sum_of_its_explained_steps(basket, programs):
    outcome = evaluate(basket, Buyer(), TERMS, programs)
    assert sum(outcome.remaining.values()) == basket.amount - outcome.discount
    discounts = [given for given in outcome.applications if not given.gift_product_id]
    assert outcome.discount == sum(given.value for given in discounts)


@given(a_basket(), programs_of())
@settings(max_examples=200)
def test_no_more_gifts_than_earned(basket, programs):
    rewards = {reward.id: reward for program in programs for reward in program.rewards}
    for given_ in evaluate(basket, Buyer(), TERMS, programs).applications:
        reward = rewards[given_.reward_id]
        assert given_.points >= reward.required_points
        assert given_.gift_quantity * reward.required_points <= given_.points * reward.quantity


@given(a_basket(), programs_of())
@settings(max_examples=200)
def test_every_program_is_applied_or_refused_and_never_both(basket, programs):
    outcome = evaluate(basket, Buyer(), TERMS, programs)
    applied = {given.program_id for given in outcome.applications}
    refused = {refusal.program_id for refusal in outcome.refusals}
    assert not applied & refused
    assert applied | refused == {program.id for program in programs}


@given(a_basket(), programs_of())
@settings(max_examples=200)
def test_one_best_program_and_an_exclusive_one_alone(basket, programs):
    kinds = {program.id: program.stacking for program in programs}
    applied = {given.program_id for given in evaluate(basket, Buyer(), TERMS, programs).applications}
    stackings = [kinds[program_id] for program_id in applied]
    assert stackings.count("best") <= 1
    assert "exclusive" not in stackings or len(applied) == 1


@given(a_basket(), programs_of())
def test_no_program_gives_more_than_its_budget_has_left(basket, programs):
    outcome = evaluate(basket, Buyer(), TERMS, programs)
    for program in programs:
        if program.budget is not None:
            assert outcome.get_value(program.id) <= program.budget


@given(a_basket(), programs_of())
def test_a_program_that_gives_nothing_leaves_the_others_as_they_are(basket, programs):
    whole = evaluate(basket, Buyer(), TERMS, programs)
    applied = {given.program_id for given in whole.applications}
    used_up = {program.id: Usage(uses=9) for program in programs if program.max_uses is not None}
    rest = [program for program in programs if program.id in applied]
    assert evaluate(basket, Buyer(), TERMS, rest).applications == whole.applications
    assert not {
        given.program_id for given in evaluate(basket, Buyer(usage=used_up), TERMS, programs).applications
    } & set(used_up)


@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=8),
)
def test_a_division_is_exact_within_its_caps(target, parts):
    weights, caps = [part[0] for part in parts], [part[1] for part in parts]
    shares = share(target, weights, caps)
    assert all(0 <= given <= cap for given, cap in zip(shares, caps, strict=True))
    assert sum(shares) == min(target, sum(cap for weight, cap in parts if weight))


def test_fifty_lines_and_two_hundred_programs_take_a_moment():
    chance = random.Random(7)
    lines = [
        BasketLine(
            key,
            chance.randint(1, 80),
            chance.randint(1, 90),
            90_000,
            90_000,
            99_000,
            (10,),
            categories=(3, 1),
        )
        for key in range(50)
    ]
    programs = [
        Program(
            number,
            (Rule(number, Selector(frozenset({number % 80 + 1})), minimum_qty=10, per="unit"),),
            (Reward(number, discount=1),),
        )
        for number in range(200)
    ]
    started = datetime.now()
    outcome = evaluate(Basket(tuple(lines)), Buyer(), TERMS, programs)
    assert (datetime.now() - started).total_seconds() < 1
    assert outcome.applications


def test_a_line_more_of_nothing_changes_nothing():
    line = BasketLine(1, 1, 10, 100_000, 100_000, 100_000)
    program = Program(1, (Rule(1, minimum_qty=10, per="unit"),), (Reward(1, 10, discount=5),))
    nothing = replace(line, key=2, quantity=0, amount=0, untaxed=0, total=0)
    alone = evaluate(Basket((line,)), Buyer(), TERMS, [program])
    assert evaluate(Basket((line, nothing)), Buyer(), TERMS, [program]).applications == alone.applications
