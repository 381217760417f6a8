"""What promotions were judged by is kept whole and read back the same."""

import json
from datetime import date

from p2it_pricing_domain.promotion_facts import BasketLine, Program, Reward, Rule, Selector, Usage
from p2it_pricing_domain.promotion_snapshot import get_domains, pack, unpack

_PROGRAM = Program(
    7,
    rules=(
        Rule(1, Selector(frozenset({3, 1}), 2, 0, "[('a', '=', 1)]"), minimum_qty=2.5, per="unit"),
        Rule(2),
    ),
    rewards=(Reward(4, 2, "product", product_ids=(9, 8)), Reward(5, selector=Selector(tag_id=6))),
    date_from=date(2026, 11, 1),
    group_ids=frozenset({5}),
    weekdays=frozenset({0, 6}),
    budget=100.5,
    max_uses=3,
)


def test_everything_comes_back_as_it_was():
    line = BasketLine(0, 1, 2.5, 100, 90, 99, (3, 4), 7, (8, 9), frozenset({1}), floor=0)
    for value in ((_PROGRAM,), (line,), Usage(1, 2, 3.5), ()):
        assert unpack(json.loads(json.dumps(pack(value)))) == value


def test_domains_of_rules_and_rewards_are_named():
    assert get_domains((_PROGRAM,)) == {"[('a', '=', 1)]"}
