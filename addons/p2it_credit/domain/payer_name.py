"""Compare the name a bank gives a payer with a customer's, whatever the bank has done to it.

Banks send names in capitals and without marks. Some drop the letter Đ altogether (``Điện máy Đông`` comes
as ``IEN MAY ONG``), some every blank, and most cut a long one off.
"""

import re
import unicodedata

EXACT, CORE, CUT, SIMILAR, OTHER, BLANK = "exact", "core", "cut", "similar", "other", "blank"

AGREEING = frozenset((EXACT, CORE, CUT))
"""Comparisons by which a payer can be the customer."""

_D_STROKE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_D_LOST = dict.fromkeys(map(ord, "đĐðÐ"))
_NOT_ALNUM = re.compile(r"[\W_]+")
# How many letters of a name must have come before it may count as cut off rather than short.
_MIN_CUT = 18
_MIN_CORE = 3

# (as written without marks and blanks, what it is), as a name begins.
_FORMS = (
    ("tongcongty", "cty"),
    ("congty", "cty"),
    ("cty", "cty"),
    ("trachnhiemhuuhan", "tnhh"),
    ("tnhh", "tnhh"),
    ("motthanhvien", "mtv"),
    ("1thanhvien", "mtv"),
    ("mtv", "mtv"),
    ("1tv", "mtv"),
    ("cophan", "cp"),
    ("ctcp", "ctcp"),
    ("cp", "cp"),
    ("doanhnghieptunhan", "dntn"),
    ("dntn", "dntn"),
    ("hokinhdoanh", "hkd"),
    ("hkd", "hkd"),
    ("hoptacxa", "htx"),
    ("htx", "htx"),
    ("cuahang", "ch"),
    ("daily", "dl"),
    ("aily", "dl"),
    ("nhaphanphoi", "npp"),
    ("npp", "npp"),
)
_ENDINGS = ("jsc", "coltd", "ltd", "company", "corporation", "corp")
_FORMS_WITHOUT_D = tuple((text.replace("d", ""), kind) for text, kind in _FORMS)
_ENDINGS_WITHOUT_D = tuple(text.replace("d", "") for text in _ENDINGS)


def squeeze(text, keep_d=True):
    """Reduce text to its letters and digits in small letters without marks.

    :param bool keep_d: ``False`` loses every Đ, as some banks do, and no D
    :rtype: str
    """
    text = (text or "").translate(_D_STROKE if keep_d else _D_LOST)
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_ALNUM.sub("", "".join(char for char in decomposed if not unicodedata.combining(char)))


def get_payer_key(name):
    """Reduce a name to a key by which it is found, however a bank writes it.

    Without the form of business, and without any D: so it is the same whether Đ came as D or not at all.
    Names that differ may share a key; :func:`compare_names` tells them apart.

    :return: the key, ``""`` for a name of which nothing is left
    :rtype: str
    """
    return _split_forms(squeeze(name).replace("d", ""), _FORMS_WITHOUT_D, _ENDINGS_WITHOUT_D)[1]


def compare_names(payer, name):
    """Tell whether a payer's name in the bank's spelling is a customer's.

    :return: ``EXACT``; ``CORE`` the same but for the form of business, which one of them lacks;
        ``CUT`` the beginning of a long name; ``SIMILAR`` the same with another form of business;
        ``OTHER``; ``BLANK`` if either says nothing
    :rtype: str
    """
    given = squeeze(payer)
    spellings = {squeeze(name), squeeze(name, keep_d=False)} - {""}
    if not given or not spellings:
        return BLANK
    order = (EXACT, CORE, CUT, SIMILAR, OTHER)
    return min((_compare(given, spelling) for spelling in spellings), key=order.index)


def _compare(given, spelling):
    given_forms, given_core = _split_forms(given)
    forms, core = _split_forms(spelling)
    if given == spelling or (given_core == core and given_forms == forms):
        return EXACT
    if given_core == core:
        return CORE if given_forms <= forms or forms <= given_forms else SIMILAR
    if len(given) >= _MIN_CUT and core.startswith(given_core) and given_forms == forms:
        return CUT
    return OTHER


def _split_forms(squeezed, forms=_FORMS, endings=_ENDINGS):
    """:return: (frozenset of the forms of business, what is left)"""
    found, core = set(), squeezed
    while match := next(((text, kind) for text, kind in forms if core.startswith(text)), None):
        if len(core) - len(match[0]) < _MIN_CORE:
            break
        found.update(("cty", "cp") if match[1] == "ctcp" else (match[1],))
        core = core[len(match[0]) :]
    for ending in endings:
        if core.endswith(ending) and len(core) - len(ending) >= _MIN_CORE:
            core = core[: -len(ending)]
            break
    return frozenset(found), core
