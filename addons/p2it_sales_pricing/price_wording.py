"""The words for what a price trace, a price check and a replay found: one table for each kind of code."""

from datetime import datetime

from odoo.tools import LazyTranslate, float_repr, format_amount, format_datetime

_lt = LazyTranslate(__name__)

LOSS_TEXTS = {
    "": _lt("Won"),
    "not_yet": _lt("Not yet: it begins on %(date_from)s"),
    "over": _lt("Over: it ended on %(date_to)s"),
    "other_group": _lt("Only for customers of %(group)s"),
    "other_area": _lt("Only for customers in %(area)s"),
    "too_few": _lt("Too few: %(missing)s %(unit)s more would reach %(min_quantity)s"),
    "refused": _lt("A condition of another application refuses it"),
    "other_product": _lt("For another product"),
}
"""Why a rule lost, by :class:`Loss`; the empty code is the winner's."""

DECIDED_TEXTS = {
    "target": _lt("The winner is more specific: a product goes before a category"),
    "group": _lt("The winner is for a nearer customer group"),
    "area": _lt("The winner is for a nearer area"),
    "quantity": _lt("The winner asks for a higher quantity, and it is reached"),
    "category": _lt("The winner is for a nearer product category"),
    "newest": _lt("The winner was entered later, and all else is equal"),
}
"""Why a rule that holds lost all the same, by the names of ``PRECEDENCE``."""

BASIS_TEXTS = {
    "line": _lt("from %(quantity)s %(unit)s"),
    "product": _lt("from %(quantity)s %(unit)s of the product over the order"),
    "category": _lt("from %(quantity)s of the category over the order"),
}

STEP_TEXTS = {
    "list": _lt("Sales price of the product"),
    "cost": _lt("Cost of the product"),
    "attributes": _lt("Extra price of the product's attributes"),
    "unit": _lt("In the unit of the line: %(value)s of the product's own"),
    "currency": _lt("In the pricelist's currency, at %(value)s"),
    "fixed": _lt("Fixed price of “%(pricelist)s”"),
    "discount": _lt("Discount of %(value)s %% by “%(pricelist)s”"),
    "markup": _lt("Markup of %(value)s %% by “%(pricelist)s”"),
    "rounding": _lt("Rounded to a multiple of %(value)s by “%(pricelist)s”"),
    "surcharge": _lt("Extra fee of “%(pricelist)s”"),
    "min_margin": _lt("Lowest margin of “%(pricelist)s”"),
    "max_margin": _lt("Highest margin of “%(pricelist)s”"),
    "other": _lt("Worked out by another application"),
    "tax": _lt("Taxes in the price, for the customer's fiscal position"),
    "combo": _lt("Share in the price of the combo"),
    "discount_digits": _lt("The discount has as many digits as are shown"),
    "kept": _lt("Entered with the line, or the rules have changed since it was priced"),
    "manual_price": _lt("Price entered by hand"),
    "manual_discount": _lt("Discount entered by hand: %(value)s %% in all"),
    "net": _lt("Net price"),
}
"""What each step of a price did, by :class:`Step`'s codes."""

ALL_PRODUCTS = _lt("All products")
EVERYBODY = _lt("All customers")
GROUP_AND_AREA = _lt("%(group)s, %(area)s")
PERIOD = _lt("%(date_from)s – %(date_to)s")
LEFT_OFF = _lt("%(pricelist)s: %(count)s further rules are not listed. %(reason)s.")
LEFT_OFF_TEXTS = {
    "less_specific": _lt("They are less specific than the winner"),
    "not_yet": _lt("They have not begun"),
    "over": _lt("They have ended"),
    "other_group": _lt("They are for other customer groups"),
    "other_area": _lt("They are for other areas"),
    "too_few": _lt("Their quantity is not reached"),
}


FINDING_TEXTS = {
    "never_wins": _lt(
        "It never wins: “%(other)s” holds whenever it does and is asked first. Delete it, or change for "
        "whom, from which quantity or when it holds."
    ),
    "never_wins_together": _lt(
        "It never wins: “%(other)s” and others, %(count)s rules together, hold whenever it does and are "
        "asked first. Delete it, or change for whom, from which quantity or when it holds."
    ),
    "no_period": _lt("It never holds: it begins after it has ended. Correct its dates."),
    "gone": _lt(
        "Nobody can buy by it: its product, customer group or area is archived. Delete it, or restore what "
        "was archived."
    ),
    "overlap": _lt(
        "It holds at the same time as “%(other)s”, at another price: “%(price)s” and “%(other_price)s”. "
        "While both hold, the one entered later wins. End one where the other begins."
    ),
    "dearer_step": _lt(
        "More costs more: “%(price)s” from this quantity on, and “%(other_price)s” by “%(other)s” from "
        "fewer. Correct one of the two."
    ),
    "dearer_than_general": _lt(
        "It costs those it is for more than others pay: “%(price)s” instead of “%(other_price)s” by "
        "“%(other)s”, which is for more products or customers. Lower it, unless that is meant."
    ),
    "ended": _lt("It has ended, on %(date_to)s. Delete it, unless you want to see old prices."),
}
"""What is wrong with a rule and what to do, by :class:`Kind` of ``domain/price_check.py``."""

FROM_QUANTITY = _lt("from %(quantity)s")


def say(env, text, **values):
    """:return: a text of a table in the reader's language, its places filled"""
    translate = env._
    return translate(text) % values


def say_number(value):
    """:return: a quantity or percentage without digits that say nothing"""
    return float_repr(value or 0.0, 6).rstrip("0").rstrip(".") or "0"


def say_moment(env, moment):
    """:param moment: a date and time as text in ISO format, or ``False``"""
    return format_datetime(env, datetime.fromisoformat(moment)) if moment else "…"


def say_price(env, amount, currency_id):
    return format_amount(env, amount, env["res.currency"].browse(currency_id))


def say_target(env, candidate):
    """:return: what a candidate rule applies to"""
    return candidate["target_name"] or say(env, ALL_PRODUCTS)


def say_audience(env, candidate):
    """:return: for whom a candidate rule is"""
    group, area = candidate["group"], candidate["area"]
    if group and area:
        return say(env, GROUP_AND_AREA, group=group, area=area)
    return group or area or say(env, EVERYBODY)


def say_conditions(env, candidate):
    """:return: from which quantity and when a candidate rule holds, or ``False``"""
    parts = []
    if candidate["min_quantity"]:
        quantity = say_number(candidate["min_quantity"])
        parts.append(say(env, BASIS_TEXTS[candidate["basis"]], quantity=quantity, unit=candidate["unit"]))
    if candidate["date_from"] or candidate["date_to"]:
        dates = {key: say_moment(env, candidate[key]) for key in ("date_from", "date_to")}
        parts.append(say(env, PERIOD, **dates))
    return "; ".join(parts) or False


def say_outcome(env, candidate):
    """:return: that a candidate rule won, or why it lost"""
    if decided_by := candidate["decided_by"]:
        return say(env, DECIDED_TEXTS[decided_by])
    return say(
        env,
        LOSS_TEXTS[candidate["loss"] or ""],
        date_from=say_moment(env, candidate["date_from"]),
        date_to=say_moment(env, candidate["date_to"]),
        group=candidate["group"],
        area=candidate["area"],
        missing=say_number(candidate["missing"]),
        min_quantity=say_number(candidate["min_quantity"]),
        unit=candidate["unit"],
    )


def say_step(env, step):
    """:return: what a step of a price did"""
    return say(
        env, STEP_TEXTS[step["code"]], value=say_number(step["value"]), pricelist=step.get("pricelist") or ""
    )


def say_left_off(env, left):
    """:return: how many rules of a pricelist a trace doesn't list, and why they lost"""
    reason = say(env, LEFT_OFF_TEXTS[left["loss"]])
    return say(env, LEFT_OFF, pricelist=left["pricelist"], count=left["count"], reason=reason)


def say_rule(env, item):
    """:return: a pricelist rule in a few words: what for, for whom, from how many and when"""
    parts = [item.with_context(lang=env.lang).name]
    parts += [node.display_name for node in (item.customer_group_id, item.area_id) if node]
    if item.min_quantity:
        parts.append(say(env, FROM_QUANTITY, quantity=say_number(item.min_quantity)))
    if item.date_start or item.date_end:
        moments = {"date_from": item.date_start, "date_to": item.date_end}
        dates = {key: format_datetime(env, moment) if moment else "…" for key, moment in moments.items()}
        parts.append(say(env, PERIOD, **dates))
    return ", ".join(parts)
