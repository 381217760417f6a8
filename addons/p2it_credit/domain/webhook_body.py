"""Check the signature of a webhook's call and read what it tells, whoever words it."""

import hashlib
import hmac
import json
import math
from dataclasses import dataclass, field
from datetime import date

MAX_ITEMS = 500
MAX_TEXT = 500
REPLAY_WINDOW = 300
"""Seconds by which the time of a call may differ from ours."""


class BodyError(ValueError):
    """A call that can't be understood.

    :ivar str code: names the message
    :ivar dict params: fill it
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass
class Told:
    """What one item of a call tells. ``skipped`` names why it is no credit of ours."""

    values: dict = field(default_factory=dict)
    skipped: str = ""


def sign(secret, timestamp, body):
    """:return: the signature of a call: HMAC-SHA256, in hexadecimal digits, of ``timestamp.body``

    :param str secret: known to the caller and to us only
    :param timestamp: seconds since 1970, as the header tells it
    :param bytes body: the call's body as it came
    """
    message = str(timestamp).encode() + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def check_signature(secrets, timestamp, signature, body, now):
    """Tell whether a call is from who knows the secret, and from now.

    :param secrets: the secret, and the one before while it is being replaced
    :param str timestamp: of the header
    :param str signature: of the header, perhaps behind ``sha256=``
    :param int now: seconds since 1970
    :return: ``""`` when it is, or else ``missing``, ``stale`` or ``wrong``
    :rtype: str
    """
    if not timestamp or not signature:
        return "missing"
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(int(timestamp) - now) > REPLAY_WINDOW:
        return "stale"
    given = signature.strip().lower().removeprefix("sha256=")
    if not given.isascii():
        return "wrong"
    # Every secret is compared, so that the time taken tells nothing.
    matches = [hmac.compare_digest(sign(secret, timestamp, body), given) for secret in secrets if secret]
    return "" if any(matches) else "wrong"


def read_body(body, mapping, parse_date):
    """Read the items of a call.

    :param bytes body: JSON
    :param dict mapping: paths by what they hold, as of ``p2it.bank.provider``
    :param parse_date: function from a text to a date, raising ``ValueError``
    :return: one for each item
    :rtype: list of Told
    :raise BodyError: when it is no JSON, or an item lacks its date or amount
    """
    try:
        data = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BodyError("not_json") from None
    items = _follow(data, mapping["list_path"]) if mapping["list_path"] else data
    items = items if isinstance(items, list) else [items]
    if len(items) > MAX_ITEMS:
        raise BodyError("too_many", limit=MAX_ITEMS)
    if not items or not all(isinstance(item, dict) for item in items):
        raise BodyError("no_items", path=mapping["list_path"] or "/")
    return [_read_item(item, mapping, parse_date) for item in items]


def _refuse_constant(_name):
    raise ValueError


def _read_item(item, mapping, parse_date):
    direction = _get_text(item, mapping["direction_path"]).casefold()
    if mapping["direction_path"] and direction != mapping["credit_value"].casefold():
        return Told(skipped="debit")
    amount = _read_amount(_follow(item, mapping["amount_path"]), mapping["amount_path"])
    if amount <= 0:
        return Told(skipped="debit")
    values = {
        "amount": amount,
        "date": _read_date(_get_text(item, mapping["date_path"]), mapping["date_path"], parse_date),
        "bank_reference": _get_text(item, mapping["reference_path"]),
        "payer_name": _get_text(item, mapping["payer_name_path"]),
        "payer_account": _get_text(item, mapping["payer_account_path"]),
        "memo": _get_text(item, mapping["text_path"]),
        "account": _get_text(item, mapping["account_path"]),
    }
    if not any(values[name] for name in ("bank_reference", "payer_name", "memo")):
        raise BodyError("no_content")
    return Told(values)


def _read_amount(value, path):
    """:return: the amount, a number or the text of one with a point before decimals"""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise BodyError("no_amount", path=path)
    try:
        amount = float(value)
    except (ValueError, OverflowError):
        raise BodyError("no_amount", path=path) from None
    if not math.isfinite(amount) or abs(amount) >= 10**15:
        raise BodyError("no_amount", path=path)
    return amount


def _read_date(text, path, parse_date):
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if not isinstance(found, date):
        raise BodyError("no_date", path=path)
    return found


def _get_text(item, path):
    value = _follow(item, path) if path else None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    # Halves of a character, which JSON can carry and no database takes, become question marks.
    whole = str(value).replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split())[:MAX_TEXT]


def _follow(data, path):
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data
