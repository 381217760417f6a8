"""Find Vietnam's provinces and wards by the names people write, old or new.

Provinces of before July 2025 lead to the one they are part of now. Wards of before the reform are
not in the package ``vietnam-provinces``: a name that no present ward bears stays unresolved.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from vietnam_provinces import Province as ProvinceEntry
from vietnam_provinces import Ward as WardEntry

from .text import clean, fold
from .vietnam_areas import get_former_provinces

_PROVINCE_PREFIX = re.compile(r"^(?:tinh|thanh pho|t\.?\s?p\b\.?|tp\.?(?=[a-z]))\s*\.?\s*")
_WARD_PREFIX = re.compile(r"^(?:(phuong|xa|dac khu|thi tran)\s+|(p|x|dk|tt)\.\s*|(p)\s+(?=\d)|(p)(?=\d))")
_KINDS = {"p": "phuong", "x": "xa", "dk": "dac khu", "tt": "thi tran"}
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Names that are not the official one: what is spoken, and what is abbreviated.
_OTHER_NAMES = {
    "01": ("hn", "tphn", "thu do ha noi"),
    "46": ("thua thien hue", "thua thien - hue", "tt hue", "tth"),
    "48": ("dn", "tpdn"),
    "79": ("hcm", "tphcm", "sai gon", "sg", "tpsg", "hochiminh", "ho chi minh city"),
    "31": ("hp", "tphp"),
    "92": ("ct", "tpct"),
    "66": ("daklak", "dac lac", "dak lac", "dac lak"),
    "68": ("dak nong", "daknong", "dac nong"),
    "52": ("gialai",),
}
_OTHER_FORMER_NAMES = {"77": ("br-vt", "brvt", "ba ria vung tau", "vung tau"), "62": ("kontum",)}


@dataclass(frozen=True)
class Province:
    """A present province; ``code`` is the official one of two digits."""

    code: str
    name: str


@dataclass(frozen=True)
class Ward:
    """A present ward, commune or special zone; ``code`` is the official one of five digits."""

    code: str
    name: str
    province_code: str


@dataclass(frozen=True)
class ProvinceMatch:
    """What a province's name leads to; ``former`` is the name of before the merger, if it is one."""

    province: Province
    former: str = ""


class Gazetteer:
    """The names of all provinces and present wards, indexed for look-up without diacritics."""

    def __init__(self):
        self.provinces = {
            _pad(entry.code, 2): Province(_pad(entry.code, 2), entry.name)
            for entry in ProvinceEntry.iter_all()
        }
        self.wards = tuple(
            Ward(_pad(entry.code, 5), clean(entry.name), _pad(entry.province_code, 2))
            for entry in WardEntry.iter_all()
        )
        self._province_names = self._index_provinces()
        self._wards_by_name = defaultdict(list)
        self._wards_by_bare_name = defaultdict(list)
        for ward in self.wards:
            kind, bare = split_ward(ward.name)
            self._wards_by_name[kind, bare].append(ward)
            self._wards_by_bare_name[bare].append(ward)

    def _index_provinces(self):
        names = {}
        for former in get_former_provinces():
            match = ProvinceMatch(self.provinces[former.successor_code], former.name)
            for name in (former.name, *_OTHER_FORMER_NAMES.get(former.code, ())):
                names[_province_key(name)] = match
        for province in self.provinces.values():
            for name in (province.name, *_OTHER_NAMES.get(province.code, ())):
                names[_province_key(name)] = ProvinceMatch(province)
        # These were left alone or live on under their own name: not former.
        return names

    def find_province(self, text):
        """:return: the province ``text`` names, old or new, or ``None``
        :rtype: ProvinceMatch or None
        """
        return self._province_names.get(_province_key(text))

    def find_wards(self, text, province_code=None):
        """List the present wards that ``text`` can mean.

        Marks decide when several differ by nothing else (Cẩm Giang, Cẩm Giàng). A name whose kind
        has changed (``Xã`` that became ``Phường``) is found when no ward has name and kind.

        :param str text: with or without ``Phường``, ``Xã`` …
        :param province_code: search this province only
        :return: (wards, whether name and kind are those written)
        """
        kind, bare = split_ward(text)
        if not bare:
            return [], False
        exact = self._within(self._wards_by_name[kind, bare], province_code) if kind else []
        found = exact or self._within(self._wards_by_bare_name.get(bare, ()), province_code)
        if len(found) > 1:
            written = _bare_with_marks(text)
            marked = [ward for ward in found if _bare_with_marks(ward.name) == written]
            found = marked or found
        return found, bool(exact) or (not kind and len(found) == 1)

    @staticmethod
    def _within(wards, province_code):
        return [ward for ward in wards if province_code in (None, ward.province_code)]


@lru_cache(maxsize=1)
def get_gazetteer():
    """:return: the one gazetteer, built at first use"""
    return Gazetteer()


@lru_cache(maxsize=20000)
def split_ward(text):
    """Take the kind off a ward's name: ``P. Bến Nghé`` → ``("phuong", "ben nghe")``.

    :return: (kind or ``""``, bare folded name)
    """
    folded = fold(text)
    match = _WARD_PREFIX.match(folded)
    if not match:
        return "", _key(folded)
    kind = next(filter(None, match.groups()))
    bare = _key(folded[match.end() :])
    return _KINDS.get(kind, kind), bare.lstrip("0") if bare.isdigit() else bare


def strip_province_prefix(folded):
    """:return: folded text without ``tinh``, ``thanh pho`` or ``tp`` before it"""
    return _PROVINCE_PREFIX.sub("", folded)


def _province_key(text):
    return _key(strip_province_prefix(fold(text)))


def _bare_with_marks(text):
    name = clean(text).casefold()
    kind, _bare = split_ward(text)
    words = len(kind.split()) if kind and fold(name).startswith(kind) else 0
    return " ".join(name.split()[words:]) if words else name.partition(".")[2].strip() or name


def _key(folded):
    return _NOT_WORD.sub(" ", folded).strip()


def _pad(code, digits):
    return str(int(code)).zfill(digits)
