"""VietQR: the picture that a banking app reads to fill in a transfer, by the standard of EMVCo and NAPAS.

The text is a row of fields, each two digits of its number, two of its length, and its value::

    00 version     01 11 static, 12 for one payment
    38 {00 = A000000727, 01 {00 = bank's number (BIN), 01 = account}, 02 = QRIBFTTA}
    53 704 (đồng)  54 amount  58 VN  62 {08 = purpose}  63 CRC-16/CCITT of all before, "6304" included
"""

import re
from binascii import crc_hqx
from dataclasses import dataclass

from .plain_text import to_transfer_text

PURPOSE_SIZE = 25
"""Characters of a purpose, at most."""

_NETWORK = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_TO_CARD = "QRIBFTTC"
_DONG = "704"

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[A-Za-z0-9]{1,19}")
_PURPOSE = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
_AMOUNT_LIMIT = 10**13


class VietQRError(ValueError):
    """What can't be a VietQR.

    :param part: ``bin``, ``account``, ``amount``, ``purpose`` when one is made; ``form``, ``checksum`` or
        ``kind`` when one is read
    """

    def __init__(self, part, message):
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class VietQR:
    """A transfer to an account in Vietnam.

    :param bank_bin: the bank's number, 6 digits
    :param account: number of the account, or of the card when one is read
    :param amount: whole đồng; ``None`` leaves it to the payer, and the code is then static
    :param purpose: at most 25 characters without marks; may be empty
    """

    bank_bin: str
    account: str
    amount: int | None = None
    purpose: str = ""

    def check(self):
        """:raise VietQRError: naming the part that the standard doesn't allow"""
        if not _BIN.fullmatch(self.bank_bin or ""):
            raise VietQRError("bin", f"The bank's number has 6 digits, unlike {self.bank_bin!r}")
        if not _ACCOUNT.fullmatch(self.account or ""):
            raise VietQRError(
                "account", f"An account has up to 19 letters and digits, unlike {self.account!r}"
            )
        if self.amount is not None and not _is_amount(self.amount):
            raise VietQRError("amount", f"An amount is in whole đồng and more than 0, unlike {self.amount!r}")
        is_plain = not self.purpose or _PURPOSE.fullmatch(self.purpose)
        if not is_plain or len(self.purpose) > PURPOSE_SIZE:
            raise VietQRError("purpose", f"A purpose has up to 25 plain characters, unlike {self.purpose!r}")

    def to_text(self):
        """:return: the text of the QR picture
        :raise VietQRError: naming the part that the standard doesn't allow
        """
        self.check()
        receiver = _field(0, self.bank_bin) + _field(1, self.account)
        text = "".join(
            (
                _field(0, "01"),
                _field(1, "11" if self.amount is None else "12"),
                _field(38, _field(0, _NETWORK) + _field(1, receiver) + _field(2, _TO_ACCOUNT)),
                _field(53, _DONG),
                "" if self.amount is None else _field(54, str(self.amount)),
                _field(58, "VN"),
                _field(62, _field(8, self.purpose)) if self.purpose else "",
                "6304",
            )
        )
        return text + _checksum(text)


def make_purpose(code, name=""):
    """Write a purpose that banks pass on whole.

    :param code: transfer code, kept whole; up to 25 letters and digits
    :param name: further text for the reader, added as far as there is room
    :rtype: str
    """
    words = to_transfer_text(f"{code} {name}")
    return words if len(words) <= PURPOSE_SIZE else to_transfer_text(code, PURPOSE_SIZE)


def parse(text):
    """Read the text of a VietQR picture.

    :rtype: VietQR
    :raise VietQRError: when it is damaged, or no VietQR to an account or a card in đồng
    """
    fields = _read_fields(text or "")
    if fields.get(63) != _checksum(text[:-4]) or text[-8:-4] != "6304":
        raise VietQRError("checksum", "The code is damaged: its check digits don't fit")
    network = _read_fields(fields.get(38, ""))
    if network.get(0) != _NETWORK or network.get(2) not in (_TO_ACCOUNT, _TO_CARD):
        raise VietQRError("kind", "The code is no VietQR to an account")
    if (fields.get(53), fields.get(58)) != (_DONG, "VN"):
        raise VietQRError("kind", "The code is for no payment in đồng in Vietnam")
    receiver = _read_fields(network.get(1, ""))
    purpose = _read_fields(fields.get(62, "")).get(8, "")
    return VietQR(receiver.get(0, ""), receiver.get(1, ""), _read_amount(fields.get(54)), purpose)


def _is_amount(amount):
    return isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount < _AMOUNT_LIMIT


def _field(number, value):
    return f"{number:02d}{len(value):02d}{value}"


def _checksum(text):
    """:return: CRC-16/CCITT of a text, as four hexadecimal digits"""
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"


def _read_fields(text):
    """:return: ``{number: value}`` of a row of fields
    :raise VietQRError: when it is cut off or no row of fields
    """
    fields, place = {}, 0
    while place < len(text):
        head = text[place : place + 4]
        if not (len(head) == 4 and head.isascii() and head.isdigit()):
            raise VietQRError("form", f"No field starts at character {place + 1} of the code")
        value = text[place + 4 : place + 4 + int(head[2:])]
        if len(value) < int(head[2:]) or int(head[:2]) in fields:
            raise VietQRError("form", f"Field {head[:2]} of the code is cut off or there twice")
        fields[int(head[:2])] = value
        place += 4 + len(value)
    return fields


def _read_amount(value):
    """:return: whole đồng, or ``None`` where the code leaves it open"""
    if value is None:
        return None
    match = re.fullmatch(r"([0-9]{1,13})(\.0*)?", value)
    if not match:
        raise VietQRError("amount", f"The amount in the code is not in whole đồng: {value!r}")
    return int(match[1])
