"""What somebody has typed so far, as keys by which a duplicate is recognised.

Nothing is refused: half a number or half an address is no key yet.
"""

import re
from dataclasses import dataclass

from .duplicates import get_telling_words, name_key
from .issues import CellError
from .phone import parse_phones
from .tax_code import parse_tax_code

TAX_CODE, PHONE, EMAIL, NAME, SIMILAR = "tax_code", "phone", "email", "name", "similar"
STRENGTH = (TAX_CODE, PHONE, EMAIL, NAME, SIMILAR)
"""By what somebody is recognised, the surest first."""

PROOFS = frozenset((TAX_CODE, PHONE, EMAIL))
"""What belongs to one business or person. A name doesn't."""

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
_MIN_NAME = 4


@dataclass(frozen=True)
class TypedKeys:
    """Complete keys only; ``words`` are those of the name that say who it is."""

    phones: tuple[str, ...] = ()
    tax_code: str = ""
    email: str = ""
    name: str = ""
    words: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.phones or self.tax_code or self.email or self.name)

    def compare(self, other):
        """Tell by what these keys and those of a known record are the same.

        :param TypedKeys other: the record's
        :return: the reasons, the surest first
        :rtype: list of str
        """
        found = {
            TAX_CODE: self.tax_code and self.tax_code == other.tax_code,
            PHONE: set(self.phones) & set(other.phones),
            EMAIL: self.email and self.email == other.email,
            NAME: self.name and self.name == other.name,
        }
        found[SIMILAR] = not found[NAME] and self.words and set(self.words) <= set(other.name.split())
        return [reason for reason in STRENGTH if found[reason]]


def read_typed(name="", phone="", tax_code="", email=""):
    """Read the fields of a form that somebody is filling in.

    :rtype: TypedKeys
    """
    key = name_key(str(name or ""))
    words = get_telling_words(key)
    is_name = len("".join(words)) >= _MIN_NAME
    return TypedKeys(
        phones=tuple(_read_phones(phone)),
        tax_code=_read_tax_code(tax_code),
        email=_read_email(email),
        name=key if is_name else "",
        words=tuple(words) if is_name else (),
    )


def _read_phones(text):
    try:
        return parse_phones(str(text or "")).numbers
    except ValueError:
        return ()


def _read_tax_code(text):
    try:
        found = parse_tax_code(str(text or "")) if str(text or "").strip() != "/" else None
    except CellError:
        return ""
    return found.code if found else ""


def _read_email(text):
    match = _EMAIL.search(str(text or ""))
    return match[0].lower() if match else ""
