"""Fingerprints of documents and the hashes that chain decisions."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal


def fingerprint(values):
    """Digest the values that matter.

    Equal values have equal digests, whatever the order of the keys. Numbers are told apart to the
    sixth decimal, so that what a database rounds is no change.

    :param values: nested dicts, lists and plain values
    :return: 64 hexadecimal digits
    :rtype: str
    """
    return hashlib.sha256(_to_text(values).encode()).hexdigest()


def seal(previous, content):
    """Chain a row to the one before.

    :param str previous: hash of the row before, empty for the first
    :param dict content: what the row says
    :return: hash of this row
    :rtype: str
    """
    return hashlib.sha256(f"{previous}|{_to_text(content)}".encode()).hexdigest()


def find_tampered(rows):
    """Find the first row that is not what was written.

    :param rows: ``[(content, previous hash, hash)]`` in their order
    :return: its position, or ``None`` when the chain holds
    :rtype: int | None
    """
    before = ""
    for position, (content, previous, sealed) in enumerate(rows):
        if previous != before or seal(previous, content) != sealed:
            return position
        before = sealed
    return None


def _to_text(value):
    return json.dumps(_normalise(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _normalise(value):
    if isinstance(value, dict):
        return {str(key): _normalise(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normalise(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_normalise(item) for item in value), key=str)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        # -0.0 and 0 are the same amount
        return f"{round(float(value), 6) + 0.0:.6f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return str(value)
