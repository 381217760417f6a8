"""Telephone numbers as Vietnamese spreadsheets hold them, brought to E.164.

Three things happen to a number: it is *valid*; or it is well formed in the national numbering plan
while its range is not (yet) in the library's list of assigned ones, and is then kept with a
remark; or it can't be a number, and is given back as the text it was.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import phonenumbers

from .issues import Issue
from .text import clean, fold, is_blank

REGION = "VN"

# Mobile prefixes of eleven digits that ended on 14 November 2018.
_FORMER_MOBILE = {
    **{f"016{digit}": f"03{digit}" for digit in "23456789"},
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0126": "076",
    "0127": "081",
    "0128": "078",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
# Area codes of landlines that ended in 2017, from the Ministry's three phases.
_FORMER_AREA_PAIRS = """
    076:0296 064:0254 0281:0209 0240:0204 0781:0291 0241:0222 075:0275 056:0256 0650:0274
    0651:0271 062:0252 0780:0290 0710:0292 026:0206 0511:0236 0500:0262 0501:0261 0230:0215
    061:0251 067:0277 059:0269 0219:0219 0351:0226 04:024 039:0239 0320:0220 031:0225 0711:0293
    08:028 0218:0218 0321:0221 058:0258 077:0297 060:0260 0231:0213 063:0263 025:0205 020:0214
    072:0272 0350:0228 038:0238 030:0229 068:0259 0210:0210 057:0257 052:0232 0510:0235 055:0255
    033:0203 053:0233 079:0299 022:0212 066:0276 036:0227 0280:0208 037:0237 054:0234 073:0273
    074:0294 027:0207 070:0270 0211:0211 029:0216
"""
_FORMER_AREA = dict(pair.split(":") for pair in _FORMER_AREA_PAIRS.split())
_UNASSIGNED_MOBILE = re.compile(r"0[35789]\d{8}")
# A dash with a whole number on both sides; inside a number it stands between fewer digits.
_DASH = re.compile(r"\s*[-–—]\s*")
_EXTENSION = re.compile(r"(?i)\b(?:ext|extension|máy lẻ|may le|nhánh|nhanh|số lẻ)\W*\d{1,5}")
_SEPARATORS = re.compile(r"[/;,|\n&]|\b(?:và|va|hoặc|hoac|or|and)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[({]([^\])}]*)[\])}]")
# A whole number with words, in brackets: ``0912 345 678 (chị Hoa 0987 654 321)``.
_BRACKETED_NUMBER = re.compile(r"[\[({](?=[^\])}]*[^\W\d_])((?:[^\d\])}]*\d){9}[^\])}]*)[\])}]")
_SPREADSHEET_NUMBER = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


@dataclass(frozen=True)
class Phone:
    """One number. ``e164`` such as ``+84912345678``; ``issue`` when it is worth a remark."""

    e164: str
    raw: str
    is_assigned: bool = True
    issue: Issue | None = None


@dataclass(frozen=True)
class PhoneCell:
    """What a cell held: the numbers without repetition, what was refused, and the remarks."""

    phones: tuple[Phone, ...] = ()
    refused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = field(default=(), compare=False)

    @property
    def numbers(self):
        """:return: the numbers in E.164, first one first"""
        return tuple(phone.e164 for phone in self.phones)


@lru_cache(maxsize=20000)
def parse_phones(text):
    """Read all telephone numbers of a cell.

    :param text: the cell, such as ``090 123-4567 (Zalo) / 0281 234 5678``
    :return: the numbers, and as text what is none
    :rtype: PhoneCell
    """
    whole = clean(text)
    if is_blank(whole):
        return PhoneCell()
    phones, refused, issues, remarks = {}, [], [], []
    # Full-width digits are digits: ``０９１２…`` comes from Chinese keyboards.
    for raw, remark in _split_numbers(unicodedata.normalize("NFKC", str(text))):
        remarks += [remark] if remark else []
        phone = _parse_number(raw, "zalo" in fold(remark))
        if phone is None:
            if not any(map(str.isdigit, raw)):
                remarks += [raw] if raw else []
                continue
            refused.append(raw)
            issues.append(Issue("phone_refused", {"text": raw}))
            continue
        words = clean(re.sub(r"[\W\d_]+", " ", raw))
        remarks += [words] if words else []
        if phone.e164 not in phones:
            phones[phone.e164] = phone
            issues += [phone.issue] if phone.issue else []
    if not phones and not refused:
        issues.append(Issue("phone_refused", {"text": whole}))
        refused += [] if remarks else [whole]
    return PhoneCell(tuple(phones.values()), tuple(refused), tuple(remarks), tuple(issues))


def format_phone(e164):
    """:return: an E.164 number as people read it, such as ``+84 912 345 678``"""
    number = phonenumbers.parse(e164)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _split_numbers(text):
    """Yield (number as written, remark) for each number of a cell."""
    for part in _SEPARATORS.split(_BRACKETED_NUMBER.sub(r" / \1 / ", text)):
        kept = []

        def keep(match, kept=kept):
            inner = match.group(1)
            digits = sum(map(str.isdigit, inner))
            if digits and not any(map(str.isalpha, inner)):
                return f"({inner})"
            kept.append(clean(inner))
            return " "

        number = _BRACKETS.sub(keep, part)
        number = _EXTENSION.sub(lambda match, kept=kept: kept.append(clean(match[0])) or " ", number)
        remark = ", ".join(kept)
        pieces = _split_glued(clean(number))
        for piece in pieces:
            yield piece, remark
        if not pieces and remark:
            yield "", remark


def _split_glued(number):
    """Take apart two whole numbers with nothing but a space or a dash between."""
    for pieces in (_DASH.split(number), number.split()):
        groups = [re.sub(r"\D", "", piece) for piece in pieces]
        if len(groups) > 1 and all(9 <= len(group) <= 12 for group in groups):
            return pieces
    return [number] if number else []


def _parse_number(raw, is_mobile):
    if _SCIENTIFIC.fullmatch(raw.strip()):
        return None  # the spreadsheet has thrown the last digits away
    rounded = _SPREADSHEET_NUMBER.fullmatch(raw.strip())
    written = rounded[1] if rounded else raw
    if written.lstrip("( ").startswith("+") and not re.match(r"[(\s]*\+\s*84", written):
        return _parse_foreign(written)
    for national in _get_readings(re.sub(r"\D", "", written)):
        phone = _read_national(national, written, is_mobile)
        if phone:
            return phone
    return None


def _parse_foreign(written):
    try:
        number = phonenumbers.parse(re.sub(r"(?!^\+)\D", "", written.lstrip("( ")))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return Phone(_to_e164(number), written)


def _get_readings(digits):
    """Yield the national numbers, with their leading zero, that ``digits`` may stand for."""
    digits = digits.removeprefix("00") if digits.startswith("0084") else digits
    if digits.startswith("84") and len(digits) in (11, 12):
        yield "0" + digits[2:].removeprefix("0")
    if digits.startswith("840") and len(digits) == 13:
        yield digits[2:]
    if digits.startswith("0"):
        yield digits
    elif re.fullmatch(r"[35789]\d{8}|1[2-9]\d{8}|2\d{9}", digits):
        yield "0" + digits  # the zero a spreadsheet eats
    elif re.fullmatch(r"1[89]00\d{4,6}", digits):
        yield digits


def _read_national(national, written, is_mobile):
    mobile = _FORMER_MOBILE.get(national[:4])
    if mobile and len(national) == 11:
        return _accept(mobile + national[4:], written, "phone_former_mobile")
    landline = None if is_mobile else _map_landline(national, written)
    is_possible_mobile = _is_valid(national) or _UNASSIGNED_MOBILE.fullmatch(national)
    if landline and (_is_set_apart(national, written) or not is_possible_mobile):
        return _accept(landline, written, "phone_former_area")
    return _accept(national, written)


def _map_landline(national, written):
    """:return: the number under its area's present code, if it can be one of before 2017"""
    for length in (4, 3, 2):
        area = _FORMER_AREA.get(national[:length])
        if area and area != national[:length]:
            present = area + national[length:]
            if len(present) == 11 and _is_valid(present):
                return present
    return None


def _is_set_apart(national, written):
    """Tell whether a former area code stands alone, as in ``(054) 382 2822`` or ``08-3822 2222``.

    Mobile numbers are written in groups of their own, and ``054`` is also how one of those begins:
    a group of three followed by three and four proves nothing, brackets or a whole rest do.
    """
    groups = re.findall(r"\d+", written)
    if "".join(groups) != national or not _FORMER_AREA.get(groups[0]):
        return False
    bracketed = re.match(r"\s*\(\s*\d+\s*\)", written) is not None
    return bracketed or len(groups[0]) == 2 or len(groups) == 2


def _accept(national, written, issue_code=""):
    try:
        number = phonenumbers.parse(national, REGION)
    except phonenumbers.NumberParseException:
        return None
    e164 = _to_e164(number)
    issue = Issue(issue_code, {"text": written, "phone": e164}) if issue_code else None
    if phonenumbers.is_valid_number(number):
        return Phone(e164, written, issue=issue)
    if _UNASSIGNED_MOBILE.fullmatch(national):
        unassigned = Issue("phone_unassigned", {"text": written, "phone": e164})
        return Phone(e164, written, is_assigned=False, issue=unassigned)
    return None


@lru_cache(maxsize=4096)
def _is_valid(national):
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(national, REGION))
    except phonenumbers.NumberParseException:
        return False


def _to_e164(number):
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
