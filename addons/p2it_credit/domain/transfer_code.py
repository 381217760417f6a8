"""The code a customer writes into a bank transfer, so that the money finds its order.

Grammar: a prefix of 2 to 5 letters, the order's number in 8 digits, 2 check digits by ISO 7064 MOD 97-10
over both: ``DH0000123416``. Digits have no look-alikes, and the length is fixed: a code is found also where a
bank drops the spaces and glues it to what follows. A wrong character and two swapped neighbours are always
noticed.
"""

import re
from dataclasses import dataclass, replace

from stdnum.iso7064 import mod_97_10

from .plain_text import strip_marks

NUMBER_SIZE = 8
"""Digits of the order's number."""

CHECK_SIZE = 2
"""Check digits."""

_PREFIX = re.compile(r"[A-Z]{2,5}")
_APART = re.compile(r"[^A-Z0-9]+")
_DIGITS = rf"([0-9]{{{NUMBER_SIZE + CHECK_SIZE}}})"
_ANY_PREFIX = [rf"[A-Z]{{{size}}}" for size in range(5, 1, -1)]


@dataclass(frozen=True)
class TransferCode:
    """A valid code found in a text.

    :param code: as it is written on quotations
    :param prefix: its letters
    :param number: the order's number
    :param is_glued: whether a further digit follows in the text without anything between
    """

    code: str
    prefix: str
    number: int
    is_glued: bool = False


def is_prefix(text):
    """:return: whether a text can start codes: 2 to 5 letters A to Z, in capitals"""
    return bool(text) and bool(_PREFIX.fullmatch(text))


def make_code(number, prefix):
    """Make the code of an order.

    :param number: the order's number, from 1 to 99,999,999
    :param prefix: 2 to 5 capital letters
    :rtype: str
    :raise ValueError: when no code can carry these
    """
    if not is_prefix(prefix):
        raise ValueError(f"A transfer code starts with 2 to 5 letters from A to Z, not with {prefix!r}")
    if not 0 < number < 10**NUMBER_SIZE:
        raise ValueError(f"A transfer code has {NUMBER_SIZE} digits for the number, too few for {number}")
    body = f"{prefix}{number:0{NUMBER_SIZE}d}"
    return body + mod_97_10.calc_check_digits(body)


def find_codes(text, prefixes=None):
    """Find the valid codes in the text of a transfer, whatever the bank has done to it.

    Case, diacritics, spaces and punctuation don't matter; a code with a wrong check digit is left out.

    :param text: of the transfer; ``None`` counts as empty
    :param prefixes: the prefixes in use; any letters where it is ``None``
    :return: the codes in the order of the text, each once
    :rtype: list[TransferCode]
    """
    plain = strip_marks(text).upper()
    compact = _APART.sub("", plain)
    wanted = _ANY_PREFIX if prefixes is None else [re.escape(prefix) for prefix in prefixes]
    found = {}
    for prefix in wanted:
        for match in re.finditer(rf"(?=({prefix}){_DIGITS})", compact):
            if code := _read(match[1], match[2]):
                found.setdefault(code, match.start())
    return [replace(code, is_glued=_is_glued(code.code, plain)) for code in sorted(found, key=found.get)]


def _is_glued(code, plain):
    """:return: whether a digit follows the code wherever the text has it"""
    spelled = r"[^A-Z0-9]*".join(code)
    return not re.search(rf"{spelled}(?![0-9])", plain)


def _read(prefix, digits):
    """:return: the code of these letters and digits, or ``None`` when a check digit is wrong"""
    number = int(digits[:NUMBER_SIZE])
    if not number or make_code(number, prefix) != prefix + digits:
        return None
    return TransferCode(prefix + digits, prefix, number)
