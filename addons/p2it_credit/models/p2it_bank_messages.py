"""The words for what the matcher finds, and for what it finds in files and calls of a webhook."""

from odoo.addons.p2it_crm.models.p2it_import_messages import MESSAGES
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    "account_known": _lt("The customer has paid from this account before."),
    "amount_exact": _lt("The amount is exactly what is lacking."),
    "amount_in_turn": _lt("It does not reach for all orders: they get it in the order they are named."),
    "amount_only": _lt("Only the amount agrees: exactly what the order lacks."),
    "amount_part": _lt("It is a part of what is lacking."),
    "cut_number": _lt("The number “%(number)s”, cut off by the bank, can be this order's."),
    "name_core": _lt("The payer's name is the customer's, but for the form of business."),
    "name_cut": _lt("The payer's name is the beginning of the customer's."),
    "name_exact": _lt("The payer's name is the customer's."),
    "oldest_orders": _lt("The oldest unpaid orders of the payer: %(orders)s."),
    "on_account": _lt("No order is named: the money can be put on the customer's account."),
    "order_number": _lt("The text names %(orders)s."),
    "transfer_amount": _lt("A transfer of this amount was recorded about this day."),
    "transfer_code": _lt("The text holds the transfer code of %(orders)s, with the right check digits."),
    "transfer_confirmed": _lt("The transfer was confirmed already; the line is only tied to it."),
    "transfer_order": _lt("The text names an order of the recorded transfer."),
    "transfer_reference": _lt("A transfer was recorded with this reference of the bank."),
    "date_after": _lt("The order is more than a year old."),
    "chosen": _lt("Chosen by %(user)s."),
}

DOUBTS = {
    "account_of_other": _lt("Another customer has paid from this account before."),
    "account_shared": _lt("The account was used for several customers, so it does not tell who paid."),
    "amount_more": _lt("It is more than is lacking; the rest would be on the customer's account."),
    "amount_of_several": _lt("Several orders of the customer lack exactly this amount."),
    "code_and_number_differ": _lt("The transfer code and the number in the text are of different orders."),
    "date_before": _lt("The money came before the order was made."),
    "money_recorded": _lt("A transfer of this amount was recorded for the order: it may be the same money."),
    "name_differs": _lt("The payer's name is not the customer's."),
    "name_of_other": _lt("The payer's name is that of another customer."),
    "name_shared": _lt("%(count)s customers have this name."),
    "not_confirmed": _lt("It could not be confirmed: %(error)s"),
    "nothing_known": _lt(
        "No order, transfer code, recorded transfer, known payer or amount fits. Choose the customer "
        "yourself."
    ),
    "number_cut": _lt("The number “%(number)s” may have been cut off by the bank."),
    "number_of_several": _lt("Several orders have the number “%(number)s”."),
    "number_unknown": _lt("No order has the number “%(number)s”."),
    "order_closed": _lt("Cancelled: %(orders)s."),
    "order_paid": _lt("Nothing is lacking any more for %(orders)s."),
    "other_currency": _lt("The order is in another currency than the money."),
    "other_orders_named": _lt("The text also names an order of another customer."),
    "rival": _lt("Something else fits equally well."),
    "several_customers": _lt("The orders are of several customers."),
    "transfer_claimed": _lt("Two lines of the bank fit the same recorded transfer."),
    "transfer_other_amount": _lt("The recorded transfer has another amount or currency."),
    "transfer_other_order": _lt("The text names another order than the recorded transfer."),
    "transfer_other_reference": _lt("The transfer was recorded with another reference: %(reference)s."),
    "transfer_several": _lt("Several recorded transfers fit."),
    "twin": _lt("The same payment came by another way with another reference: it may be the same money."),
}

ROW_MESSAGES = {
    "bank_amount": _lt("The amount is missing or zero."),
    "bank_conflict": _lt(
        "The bank told of the reference %(reference)s before, with %(amount)s on %(date)s. That line stays "
        "as it is; ask the bank which is right."
    ),
    "bank_conflict_file": _lt(
        "The reference %(reference)s stands in row %(number)s with another amount or date. Ask the bank "
        "which is right."
    ),
    "bank_debit": _lt("Money that left the account: only credits are matched."),
    "bank_future": _lt("The date %(text)s lies in the future. Check the column of the date."),
    "bank_known": _lt("The bank told of this line before. It counts once."),
    "bank_known_row": _lt("The same line stands in row %(number)s. It counts once."),
    "bank_no_content": _lt(
        "It has neither a payer, a text nor a reference, so nobody could recognise it again."
    ),
}

# A file of a bank is an import like others; what its rows can say is said beside theirs.
MESSAGES.update(ROW_MESSAGES)


_NEUTRAL = frozenset(
    (
        *("account_shared", "amount_in_turn", "chosen", "date_after", "name_differs", "name_shared"),
        *("oldest_orders", "on_account", "transfer_confirmed"),
    )
)


def render_reasons(env, data):
    """Say reasons and doubts in the user's language, one on each line.

    :param data: list of (code, parameters, whether it is a doubt), or nothing
    :rtype: str
    """
    return "\n".join(f"{mark} {text}" for mark, text in _iter_rendered(env, data)) or False


def render_hint(env, data):
    """:return: what counts most on one line: what speaks against it, or else what speaks for it
    :rtype: str
    """
    rendered = list(_iter_rendered(env, data))
    against = [text for mark, text in rendered if mark == "✗"]
    return " ".join(against or [text for _mark, text in rendered]) or False


def _iter_rendered(env, data):
    translate = env._  # the terms are marked where they are written, above
    for code, parameters, is_doubt in data or ():
        template = REASONS.get(code) or DOUBTS.get(code)
        if template is not None:
            mark = "✗" if is_doubt else "•" if code in _NEUTRAL else "✓"
            yield mark, translate(template) % parameters


def prepare_reasons(found, is_doubt=False):
    """:return: (code, parameters) pairs of the matcher as they are stored"""
    return [[code, dict(parameters), is_doubt] for code, parameters in found]
