"""Take a Vietnamese address apart and find its present province and ward.

Addresses of before July 2025 name districts, wards that have gone and provinces that were merged.
What no longer exists stays readable in the address and is never matched to a namesake by guess.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .gazetteer import Province, Ward, get_gazetteer, split_ward
from .issues import Issue
from .text import clean, fold, is_blank, repair_name

_COUNTRY = frozenset(("viet nam", "vn", "vietnam"))
_DISTRICT = re.compile(r"^(?:quan|huyen|thi xa|thanh pho|q\.|h\.|tx\.?|tp\.?|q(?=\d)|q (?=\d))")
_POSTCODE = re.compile(r"^\d{5,6}$")
# Where a new part begins in an address without commas.
_PART_START = re.compile(
    r"\s+(?=(?:phường|xã|đặc khu|thị trấn|quận|huyện|thị xã|tỉnh|thành phố|tp\.?|tphcm)\s*\S"
    r"|(?:p|q|x|h|tx|tt)\.\s*\S|[pq]\d|tphcm\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Address:
    """A resolved address.

    ``street`` is the number and street, ``former`` what it names that no longer exists (ward and
    district of before the reform, or a ward that could not be told). ``confidence`` goes from 0 to
    1; ``issues`` say what was decided and why.
    """

    street: str = ""
    former: str = ""
    ward: Ward | None = None
    province: Province | None = None
    confidence: float = 0.0
    issues: tuple[Issue, ...] = field(default=(), compare=False)


@dataclass
class _Parts:
    """The parts of a free address, as written."""

    street: list
    ward: str = ""
    district: str = ""
    province: object = None


@lru_cache(maxsize=20000)
def parse_address(text, ward="", province=""):
    """Resolve a free address, helped by the columns for ward and province when there are any.

    A column outranks the free text, except when the ward exists in the text's province only.

    :param str text: such as ``349 Lê Lợi, Phường 1, Quận 9, Thái Bình``
    :param str ward: the column's ward or ``""``
    :param str province: the column's province, old or new, or ``""``
    :rtype: Address
    """
    gazetteer = get_gazetteer()
    parts = _split(gazetteer, text)
    issues = []
    ward_column = "" if is_blank(ward) else clean(ward)
    found = _choose_province(gazetteer, parts, ward_column, province, issues)
    code = found.code if found else None
    resolved, confidence = _choose_ward(gazetteer, parts, ward_column, code, issues)
    if resolved and not found:
        found = gazetteer.provinces[resolved.province_code]
        issues.append(Issue("province_from_ward", {"ward": resolved.name, "province": found.name}))
    elif found and not confidence:
        confidence = 0.6
    return Address(
        street=repair_name(", ".join(parts.street)),
        former=_get_former(parts, resolved, ward_column),
        ward=resolved,
        province=found,
        confidence=confidence,
        issues=tuple(issues),
    )


def _split(gazetteer, text):
    pieces = [clean(piece) for piece in re.split(r"[,;\n]", clean(text).replace("，", ","))]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) == 1:
        pieces = [clean(piece) for piece in _PART_START.split(pieces[0])]
    while pieces and (fold(pieces[-1]) in _COUNTRY or _POSTCODE.match(pieces[-1])):
        pieces.pop()
    parts = _Parts(street=[])
    if pieces and not split_ward(pieces[-1])[0]:
        parts.province = gazetteer.find_province(pieces[-1])
        if parts.province and (len(pieces) > 1 or not any(map(str.isdigit, pieces[0]))):
            pieces.pop()
    _sort_pieces(gazetteer, pieces, parts)
    return parts


def _sort_pieces(gazetteer, pieces, parts):
    for position, piece in enumerate(pieces):
        if split_ward(piece)[0] and not parts.ward:
            parts.ward = piece
        elif position and _DISTRICT.match(fold(piece)) and not parts.district:
            parts.district = piece
        elif _is_bare_ward(gazetteer, piece, position, pieces, parts):
            parts.ward = piece
        else:
            parts.street.append(piece)


def _is_bare_ward(gazetteer, piece, position, pieces, parts):
    """Tell whether the last part before the province is a ward written without its kind."""
    if parts.ward or not position or position != len(pieces) - 1 or not parts.province:
        return False
    wards, _exact = gazetteer.find_wards(piece, parts.province.province.code)
    return len(wards) == 1


def _choose_province(gazetteer, parts, ward_column, province_column, issues):
    written = parts.province
    column = None if is_blank(province_column) else gazetteer.find_province(province_column)
    if column is None and not is_blank(province_column):
        issues.append(Issue("province_unknown", {"text": clean(province_column)}))
    for match in filter(None, {column, written}):
        if match.former and match.former != match.province.name:
            params = {"former": match.former, "province": match.province.name}
            issues.append(Issue("province_former", params))
    if not column or not written or column.province == written.province:
        match = column or written
        return match.province if match else None
    name = ward_column or parts.ward
    in_column = name and gazetteer.find_wards(name, column.province.code)[0]
    in_text = name and gazetteer.find_wards(name, written.province.code)[0]
    chosen = written if in_text and not in_column else column
    params = {
        "column": column.province.name,
        "text": written.province.name,
        "province": chosen.province.name,
    }
    issues.append(Issue("province_disagrees", params))
    return chosen.province


def _choose_ward(gazetteer, parts, ward_column, province_code, issues):
    """:return: (ward or ``None``, confidence)"""
    if ward_column:
        ward, confidence = _resolve_ward(gazetteer, ward_column, province_code, False, issues)
        if ward:
            _compare_with_text(gazetteer, parts, ward, issues)
            return ward, confidence
    if parts.ward:
        return _resolve_ward(gazetteer, parts.ward, province_code, bool(parts.district), issues)
    return None, 0.0


def _compare_with_text(gazetteer, parts, ward, issues):
    if not parts.ward or parts.district:
        return
    others, _exact = gazetteer.find_wards(parts.ward, ward.province_code)
    if others and ward not in others:
        issues.append(Issue("ward_disagrees", {"text": parts.ward, "ward": ward.name}))


def _resolve_ward(gazetteer, text, province_code, has_district, issues):
    wards, is_exact = gazetteer.find_wards(text, province_code)
    if has_district:
        # Old wards kept their names in places only; which one this is, the name does not tell.
        issues.append(Issue("ward_former", {"text": text}))
        return None, 0.0
    if not wards:
        issues.append(Issue("ward_unknown", {"text": text}))
        return None, 0.0
    if len(wards) > 1:
        where = ", ".join(sorted({gazetteer.provinces[ward.province_code].name for ward in wards}))
        issues.append(Issue("ward_ambiguous", {"text": text, "provinces": where}))
        return None, 0.0
    if is_exact:
        return wards[0], 1.0 if province_code else 0.8
    if not province_code:
        issues.append(Issue("ward_unknown", {"text": text}))
        return None, 0.0
    issues.append(Issue("ward_kind", {"text": text, "ward": wards[0].name}))
    return wards[0], 0.7


def _get_former(parts, resolved, ward_column):
    """:return: the ward and district as written, as far as the present ward does not say them"""
    told = bool(resolved and parts.ward and split_ward(parts.ward)[1] == split_ward(resolved.name)[1])
    kept = ["" if told else parts.ward, parts.district]
    if not resolved and ward_column and fold(ward_column) != fold(parts.ward):
        kept.insert(0, ward_column)
    return ", ".join(repair_name(piece) if " " in piece else piece for piece in kept if piece)
