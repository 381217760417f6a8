"""Which bank of VietQR a bank is that somebody entered by name or BIC."""

import re
from dataclasses import dataclass

from .plain_text import strip_marks

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class KnownBank:
    """A row of the table of banks.

    :param bin: its number in VietQR
    :param bic: its SWIFT code, or empty
    :param name: its full name
    :param short_names: by which it is called as well
    """

    bin: str
    bic: str
    name: str
    short_names: tuple = ()


def find_bin(name, bic, banks):
    """Tell the number of a bank, when there is no doubt: a wrong one sends money to somebody else.

    :param name: as somebody entered it: ``Vietcombank - CN Sài Gòn``
    :param bic: a SWIFT code, with or without a branch, or the number itself; may be empty
    :param banks: the known banks
    :rtype: str or None
    """
    code = (bic or "").strip().upper()
    if re.fullmatch(r"[0-9]{6}", code):
        return code
    named = [bank for bank in banks if bank.bic and code.startswith(bank.bic[:8])] if code else []
    named = named or [bank for bank in banks if _is_named(bank, name)]
    numbers = {bank.bin for bank in named}
    return numbers.pop() if len(numbers) == 1 else None


def _is_named(bank, name):
    words = _WORD.findall(strip_marks(name).lower())
    if _squeeze(bank.name) == "".join(words):
        return True
    runs = {
        "".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    }
    return any(_squeeze(short) in runs for short in bank.short_names)


def _squeeze(text):
    return "".join(_WORD.findall(strip_marks(text).lower()))
