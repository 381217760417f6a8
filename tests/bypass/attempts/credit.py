"""An order over its customer's limit is sold, or its goods leave: the ways of the other gates, again."""

from ..attempt import again
from . import (
    dispatch,
    dispatch_changed,
    dispatch_detour,
    dispatch_place,
    order_change,
    order_confirm,
    order_figures,
    order_forged,
    order_money,
    order_period,
)

_NO_WAY_ROUND = {
    *("discount_then_confirm", "wizard_then_confirm", "pricelist_then_confirm", "product_then_confirm"),
    *("discount_after", "wizard_after", "delivery_address_after", "terms_after", "coupon_then_confirm"),
    *("customer_then_confirm", "customer_after", "ten_customers", "address_after_approval"),
    *("link", "down_payment", "down_payment_fixed", "invoice_by_hand"),
    *("invoice_written_posted", "invoice_line_tied", "exchange", "return_of_return"),
    *("automation_terms", "pay_token", "pay_pending"),
}
"""What approvals forbid and credit has no reason to: it has nobody owe more, or another customer who may, or
it asks for money, or has it paid, instead of sending goods; goods that came back may go again.
"""


def _functions(*modules):
    found = [
        function
        for module in modules
        for function in vars(module).values()
        if callable(function) and getattr(function, "__module__", "") == module.__name__
    ]
    return [function for function in found if function.__name__ not in _NO_WAY_ROUND]


again(
    "credit",
    _functions(order_confirm, order_forged, order_change, order_figures, order_money, order_period),
)
again("credit at dispatch", _functions(dispatch, dispatch_changed, dispatch_detour, dispatch_place))
