"""Vietnamese tax codes: ten digits, ten and three of a branch, or twelve of a person."""

import re
from dataclasses import dataclass

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from .issues import CellError, Issue
from .text import clean, is_blank

_SEPARATORS = re.compile(r"[\s.\-_/]+")
_PERSON = re.compile(r"0\d{11}")


@dataclass(frozen=True)
class TaxCode:
    """A tax code in its written form, such as ``0312687878-001``.

    ``kind`` is ``business``, ``branch`` or ``person``. A wrong check digit leaves ``issue``: old
    and hand-written codes have one, and the tax office is who decides.
    """

    code: str
    kind: str
    issue: Issue | None = None


def parse_tax_code(text):
    """Read a tax code.

    :return: the code, or ``None`` for an empty cell
    :rtype: TaxCode or None
    :raise CellError: when it is not of 10, 10-3 or 12 digits
    """
    raw = clean(text)
    if is_blank(raw):
        return None
    digits = _SEPARATORS.sub("", raw.removeprefix("VN").removeprefix("MST").lstrip(" :"))
    rounded = re.fullmatch(r"(\d+)\.0+", raw)
    digits = rounded[1] if rounded else digits
    if not re.fullmatch(r"[0-9]+", digits):
        raise CellError("tax_code_not_digits", text=raw)
    if _PERSON.fullmatch(digits):
        return TaxCode(digits, "person")
    return _parse_business(_restore_zero(digits), raw)


def _restore_zero(digits):
    """Give back the leading zero a spreadsheet ate, when the check digit proves it."""
    restored = "0" + digits
    return restored if len(digits) in (9, 12) and mst.is_valid(restored) else digits


def _parse_business(digits, raw):
    if len(digits) not in (10, 13):
        raise CellError("tax_code_length", text=raw, digits=len(digits))
    kind = "branch" if len(digits) == 13 else "business"
    try:
        mst.validate(digits)
    except InvalidChecksum:
        return TaxCode(mst.format(digits), kind, Issue("tax_code_check_digit", {"text": raw}))
    except ValidationError:
        raise CellError("tax_code_impossible", text=raw) from None
    return TaxCode(mst.format(digits), kind)
