"""Decide whether a person or business in a file is one that is known already.

Everything known is put into an index under its keys: the company's own code, tax code, telephone
numbers, and the folded name with the place. The same question always gets the same answer: keys
are asked in a fixed order and, among equals, who was there first wins.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from .text import fold

ROW, CODE, TAX_CODE, PHONE, NAME = "row", "code", "tax_code", "phone", "name"

_FORMS = (
    (r"\b(?:cty|cong ty|c ty)\b", "cong ty"),
    (r"\b(?:dntn|doanh nghiep tu nhan)\b", "dntn"),
    (r"\b(?:tnhh|trach nhiem huu han)\b", "tnhh"),
    (r"\b(?:mtv|mot thanh vien|1 thanh vien|1tv)\b", "mtv"),
    (r"\b(?:cp|co phan)\b", "cp"),
    (r"\b(?:hkd|ho kinh doanh)\b", "hkd"),
    (r"\b(?:tm|thuong mai)\b", "tm"),
    (r"\b(?:dv|dich vu)\b", "dv"),
    (r"\b(?:sx|san xuat)\b", "sx"),
    (r"\b(?:xnk|xuat nhap khau)\b", "xnk"),
)


def name_key(name):
    """Reduce a business name to what stays the same however it is written.

    :return: folded name with the forms of business abbreviated (``cty``, ``Công ty`` …)
    """
    key = re.sub(r"[^\w]+", " ", fold(name)).strip()
    for pattern, short in _FORMS:
        key = re.sub(pattern, short, key)
    return " ".join(key.split())


# Words that say what somebody is, not who.
_GENERIC = frozenset(
    (
        *("cong", "ty", "tnhh", "mtv", "cp", "dntn", "htx", "hkd", "tm", "dv", "sx", "xnk", "va", "jsc"),
        *("co", "ltd", "company", "cua", "hang", "dai", "ly", "chi", "nhanh", "sieu", "thi", "nha", "phan"),
        *("phoi", "tap", "doan", "tong", "shop", "anh", "chi", "ong", "ba", "chu", "bac", "em", "mr"),
        *("mrs", "ms", "van", "the", "of", "and"),
    )
)
_ALIKE = 0.6


def is_alike(left, right):
    """Tell whether two names can be one business's or person's.

    :return: whether they share a word that says who it is, or read nearly alike; names of which
        nothing but such words as ``công ty`` is left can't be told apart
    """
    keys = name_key(left), name_key(right)
    words = [set(key.split()) - _GENERIC for key in keys]
    if not all(words):
        return True
    if words[0] & words[1]:
        return True
    joined = [" ".join(word for word in key.split() if word not in _GENERIC) for key in keys]
    squeezed = [text.replace(" ", "") for text in joined]
    return squeezed[0] in squeezed[1] or squeezed[1] in squeezed[0] or _get_ratio(*joined) >= _ALIKE


def get_telling_words(key):
    """:return: the words of a name's key that say who it is, in order"""
    return [word for word in key.split() if word not in _GENERIC]


def _get_ratio(left, right):
    return SequenceMatcher(None, left, right).ratio()


@dataclass(frozen=True)
class Keys:
    """By what a record is recognised.

    ``row`` is the fingerprint of a row that was imported before, ``area`` the province, ``place``
    the whole address.
    """

    row: str = ""
    code: str = ""
    tax_code: str = ""
    phones: tuple[str, ...] = ()
    name: str = ""
    area: str = ""
    place: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the index knows about some keys.

    ``ref`` is the record they belong to (``None``: a new one) and ``by`` the key that says so;
    ``conflict`` is a key that belongs to somebody else for certain (``code``: refuse; ``phone``:
    another business with the same number), held by ``holder``; ``similar`` is a record of the
    same name that is probably another one.
    """

    ref: object = None
    by: str = ""
    conflict: str = ""
    holder: object = None
    similar: object = None


class DuplicateIndex:
    """Known records by their keys. A ``ref`` is whatever the caller knows a record by.

    :param bool trust_codes: a code is proof whatever the names say, as that of an article is
    """

    def __init__(self, trust_codes=False):
        self._trust_codes = trust_codes
        self._owners = {ROW: {}, CODE: {}, TAX_CODE: {}, PHONE: {}}
        self._names = defaultdict(list)
        self._keys = defaultdict(list)

    def add(self, ref, keys):
        """Make ``ref`` known by ``keys``; a key that has an owner already keeps it.

        :param ref: hashable
        :param Keys keys: may be called again for more keys of the same ref
        """
        for kind, value in self._iter_keys(keys):
            self._owners[kind].setdefault(value, ref)
        if keys.name and ref not in self._names[keys.name]:
            self._names[keys.name].append(ref)
        self._keys[ref].append(keys)

    def get_owner(self, kind, value):
        """:return: the ref that has this code, tax code or phone, or ``None``"""
        return self._owners[kind].get(value)

    def get_phones(self, ref):
        """:return: set of the numbers ``ref`` is known by"""
        return {phone for keys in self._keys.get(ref, ()) for phone in keys.phones}

    def find(self, keys):
        """Look for the record that ``keys`` belong to.

        :rtype: Verdict
        """
        by_row = self.get_owner(ROW, keys.row) if keys.row else None
        if by_row is not None:
            return Verdict(by_row, ROW)
        by_code = self.get_owner(CODE, keys.code) if keys.code else None
        if by_code is not None:
            if self._is_somebody_else(by_code, keys):
                return Verdict(conflict=CODE, holder=by_code)
            return Verdict(by_code, CODE)
        by_tax_code = self.get_owner(TAX_CODE, keys.tax_code) if keys.tax_code else None
        if by_tax_code is not None:
            return Verdict(by_tax_code, TAX_CODE)
        return self._find_by_phone(keys) or self._find_by_name(keys) or Verdict()

    def _find_by_phone(self, keys):
        """A number shared by two tax codes is no proof: the owner of both businesses has it."""
        conflict = None
        for phone in keys.phones:
            owner = self.get_owner(PHONE, phone)
            if owner is None:
                continue
            if not self._has_other_tax_code(owner, keys):
                return Verdict(owner, PHONE)
            conflict = conflict or Verdict(conflict=PHONE, holder=owner)
        return conflict

    def _find_by_name(self, keys):
        similar = None
        for ref in self._names.get(keys.name, ()) if keys.name else ():
            if self._is_same_by_name(ref, keys):
                return Verdict(ref, NAME)
            if similar is None and any(known.area == keys.area for known in self._keys[ref]):
                similar = ref
        return Verdict(similar=similar) if similar is not None else None

    def _is_same_by_name(self, ref, keys):
        known = self._keys[ref]
        phones = {phone for one in known for phone in one.phones}
        if self._has_other_tax_code(ref, keys) or (phones and keys.phones):
            return False  # two numbers that differ: were they the same, they would have met
        if keys.place and any(one.place == keys.place for one in known):
            return True
        has_other_code = keys.code and any(one.code not in ("", keys.code) for one in known)
        same_area = any(one.area == keys.area for one in known)
        both_placed = keys.place and any(one.place for one in known)
        return bool(keys.area and same_area and not has_other_code and not both_placed)

    def _has_other_tax_code(self, ref, keys):
        codes = {known.tax_code for known in self._keys[ref]} - {""}
        return bool(keys.tax_code and codes and keys.tax_code not in codes)

    def _is_somebody_else(self, ref, keys):
        """Tell a code given twice: nothing of the two records agrees but the code."""
        known = self._keys[ref]
        if self._is_named_otherwise(known, keys):
            return True
        phones = {phone for one in known for phone in one.phones}
        same_name = any(one.name == keys.name for one in known)
        same_phone = bool(phones & set(keys.phones))
        is_told_apart = self._has_other_tax_code(ref, keys) or (phones and keys.phones)
        return bool(is_told_apart and not same_name and not same_phone and keys.name)

    def _is_named_otherwise(self, known, keys):
        """Tell names without a common word, when neither number nor tax code says it is the same."""
        names = {one.name for one in known} - {""}
        if self._trust_codes or not keys.name or not names:
            return False
        phones = {phone for one in known for phone in one.phones}
        tax_codes = {one.tax_code for one in known} - {""}
        if phones & set(keys.phones) or keys.tax_code in tax_codes:
            return False
        return not any(is_alike(name, keys.name) for name in names)

    @staticmethod
    def _iter_keys(keys):
        if keys.row:
            yield ROW, keys.row
        if keys.code:
            yield CODE, keys.code
        if keys.tax_code:
            yield TAX_CODE, keys.tax_code
        for phone in keys.phones:
            yield PHONE, phone
