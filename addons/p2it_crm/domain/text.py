"""Clean up text as people type and paste it, and fold it for comparison and search."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_D_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})

# Written in capitals also inside a name that is not shouted.
_ACRONYM_WORDS = """
    TNHH MTV DNTN HTX CP CTCP TM DV TMDV SX XNK XD TP HCM VLXD BĐS KCN KDC VN SG HN
    II III IV VI VII VIII IX XI XII XIII
"""
_ACRONYMS = frozenset(_ACRONYM_WORDS.split())
# How the forms of business are written: the first letter only.
_BUSINESS_FORMS = (
    "Công ty",
    "Cty",
    "Cổ phần",
    "Hợp danh",
    "Doanh nghiệp tư nhân",
    "Doanh nghiệp",
    "Hợp tác xã",
    "Hộ kinh doanh",
    "Cửa hàng",
    "Đại lý",
    "Chi nhánh",
    "Văn phòng đại diện",
    "Siêu thị",
    "Nhà phân phối",
    "Tổng công ty",
    "Tập đoàn",
    "Một thành viên",
)


def clean(text):
    """Bring text to one line of composed Unicode with single spaces.

    :param text: anything; ``None`` counts as empty
    :return: NFC text without invisible characters and without spaces around
    :rtype: str
    """
    return _SPACES.sub(" ", _compose(text)).strip()


def clean_lines(text):
    """Like :func:`clean`, but keep the line breaks of a note.

    :return: the non-empty lines, each cleaned, joined by ``\\n``
    :rtype: str
    """
    lines = (clean(line) for line in _compose(text).splitlines())
    return "\n".join(line for line in lines if line)


def _compose(text):
    if text is None:
        return ""
    composed = unicodedata.normalize("NFC", str(text)).translate(_INVISIBLE)
    return _CONTROL.sub(" ", composed)


def fold(text):
    """Reduce text to what counts when two texts are compared: no case, no marks, Đ as d.

    The one definition of "the same but for diacritics" in the suite. It agrees with PostgreSQL's
    ``lower(unaccent(…))`` on Vietnamese.

    :return: lower-case text without diacritics, single spaces
    :rtype: str
    """
    return _fold("" if text is None else str(text))


@lru_cache(maxsize=50000)
def _fold(text):
    decomposed = unicodedata.normalize("NFKD", clean(text).translate(_D_STROKE))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    folded = unicodedata.normalize("NFKD", bare.casefold().translate(_D_STROKE))
    return clean("".join(char for char in folded if not unicodedata.combining(char)))


def is_shouted(text):
    """:return: whether ``text`` is a phrase of two words or more in capitals only"""
    words = [word for word in clean(text).split() if any(map(str.isalpha, word))]
    return (
        len(words) > 1
        and text.upper() == text
        and any(word not in _ACRONYMS and len(word) > 1 for word in words)
    )


def repair_name(text):
    """Clean a name and take it out of capitals, if it is shouted.

    A name with a single small letter is left as its owner writes it. Of a shouted one, the known
    acronyms and anything with a digit or without a vowel stay in capitals, and the forms of
    business get theirs: ``CÔNG TY TNHH AN PHÁT`` becomes ``Công ty TNHH An Phát``.

    :rtype: str
    """
    name = clean(text)
    if not is_shouted(name):
        return name
    repaired = " ".join(_repair_word(word) for word in name.split())
    for form in _BUSINESS_FORMS:
        repaired = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", form, repaired, flags=re.IGNORECASE)
    return repaired[:1].upper() + repaired[1:]


def _repair_word(word):
    letters = "".join(filter(str.isalpha, word))
    has_vowel = any(char in "aeiouy" for char in fold(letters))
    if letters in _ACRONYMS or not has_vowel or any(map(str.isdigit, word)):
        return word
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))


_BLANKS = frozenset(
    (
        *("", "-", "--", "---", ".", "?", "x", "n/a", "na", "nil", "null", "none", "#n/a", "tbd"),
        *("khong", "khong co", "chua co", "khong ro", "ko co", "ko", "k co", "chua biet"),
    )
)


def is_blank(text):
    """:return: whether a cell is empty or only says so: ``N/A``, ``không có``, ``-``"""
    return fold(text) in _BLANKS
