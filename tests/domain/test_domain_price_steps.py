from hypothesis import given
from hypothesis import strategies as st
from p2it_pricing_domain.price_steps import Formula, Trail, adds_up, is_near, walk_formula

amounts = st.floats(-1e6, 1e6, allow_nan=False)
formulas = st.builds(
    Formula,
    st.floats(-200, 100),
    st.sampled_from([0, 0.01, 1, 5, 1000]),
    st.sampled_from([0, -1, 500]),
    st.sampled_from([0, 10, 1e4]),
    st.sampled_from([0, 20, 1e5]),
)


def round_to(price, multiple):
    return round(price / multiple) * multiple


def get_price(base, formula):
    """Odoo's formula, written down again."""
    price = base - base * formula.discount / 100
    if formula.rounding:
        price = round_to(price, formula.rounding)
    price += formula.surcharge
    if formula.min_margin:
        price = max(price, base + formula.min_margin)
    if formula.max_margin:
        price = min(price, base + formula.max_margin)
    return price


@given(st.floats(0.01, 1e8), formulas)
def test_the_steps_of_a_formula_lead_from_its_base_to_its_price(base, formula):
    steps = walk_formula(base, formula, round_to)
    price = base
    for step in steps:
        assert is_near(price + step.change, step.amount)
        price = step.amount
    assert is_near(price, get_price(base, formula))


@given(st.lists(amounts, min_size=1, max_size=6))
def test_steps_that_begin_where_the_last_ended_add_up(prices):
    trail = Trail(prices[0])
    for price in prices[1:]:
        trail.add("other", price)
    steps = [{"amount": prices[0], "change": None, "currency_id": 1}]
    steps += [{**step._asdict(), "currency_id": 1} for step in trail.steps]
    assert adds_up(steps, prices[-1])
    assert not adds_up(steps, prices[-1] + 1 + abs(prices[-1]) / 10)


def test_a_step_in_another_currency_needs_a_conversion():
    steps = [
        {"amount": 100, "change": None, "currency_id": 1},
        {"amount": 90, "change": -10, "currency_id": 2},
    ]
    assert not adds_up(steps, 90)
    assert not adds_up([], 0)
