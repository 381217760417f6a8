"""Read the amounts of a bank's statement, which are written out in full."""

import re

from odoo.addons.p2it_crm.domain.amount import parse_amount
from odoo.addons.p2it_crm.domain.issues import CellError
from odoo.addons.p2it_crm.domain.text import clean, fold

_CURRENCY = re.compile(r"\s*(?:vnd|dong|d)\.?$")
_BRACKETED = re.compile(r"\((.+)\)")


def parse_bank_amount(text):
    """Read ``1.234.567``, ``1,234,567.00``, ``+500.000 VND``, and ``(500.000)`` or ``500.000-`` as money out.

    Units such as ``1,5 tỷ`` are how people write, not banks: they are refused.

    :return: the amount, ``None`` for an empty cell
    :rtype: Decimal or None
    :raise CellError: when it is no amount
    """
    folded = _CURRENCY.sub("", fold(text))
    if re.search(r"[a-z]", folded):
        raise CellError("amount_unknown", text=clean(text))
    bracketed = _BRACKETED.fullmatch(folded)
    if bracketed or (len(folded) > 1 and folded.endswith("-")):
        return -abs(parse_amount(bracketed[1] if bracketed else folded[:-1]) or 0)
    return parse_amount(folded)
