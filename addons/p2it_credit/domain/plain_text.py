"""Text as a bank's transfer carries it: capital letters without marks, digits, single spaces."""

import re
import unicodedata

_D_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_OTHER = re.compile(r"[^A-Za-z0-9 ]+")


def strip_marks(text):
    """Write text without diacritics: ``Đơn hàng`` becomes ``Don hang``.

    :param text: anything; ``None`` counts as empty
    :rtype: str
    """
    decomposed = unicodedata.normalize("NFKD", str(text or "").translate(_D_STROKE))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def to_transfer_text(text, size=None):
    """Reduce text to what every bank passes on: ASCII letters, digits and single spaces.

    :param size: the greatest number of characters; what is longer ends after the last whole word, or in
        the word where there is only one
    :rtype: str
    """
    words = " ".join(_OTHER.sub(" ", strip_marks(text)).split())
    if size is None or len(words) <= size:
        return words
    cut = words[:size]
    if words[size] != " " and " " in cut:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip()
