"""Vietnam's provinces and wards as of 1 July 2025, and the provinces that ended the day before.

The present ones come from the package ``vietnam-provinces``; the former ones from
``data/vietnam_former_provinces.csv``. Codes are those of the General Statistics Office.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from vietnam_provinces import Province, Ward

REFORM_DATE = date(2025, 7, 1)
"""First day of the 34 provinces and of the wards without districts."""

LAST_DAY_BEFORE = date(2025, 6, 30)
"""Last day of the 63 provinces."""

FORMER_PROVINCES_PATH = Path(__file__).parent.parent / "data" / "vietnam_former_provinces.csv"

# Official province code → code of the state in ISO 3166-2 as Odoo keeps it.
STATE_CODES = {
    "01": "VN-HN",
    "04": "VN-04",
    "08": "VN-07",
    "11": "VN-71",
    "12": "VN-01",
    "14": "VN-05",
    "15": "VN-02",
    "19": "VN-69",
    "20": "VN-09",
    "22": "VN-13",
    "24": "VN-56",
    "25": "VN-68",
    "31": "VN-HP",
    "33": "VN-66",
    "37": "VN-18",
    "38": "VN-21",
    "40": "VN-22",
    "42": "VN-23",
    "44": "VN-25",
    "46": "VN-26",
    "48": "VN-DN",
    "51": "VN-29",
    "52": "VN-30",
    "56": "VN-34",
    "66": "VN-33",
    "68": "VN-35",
    "75": "VN-39",
    "79": "VN-SG",
    "80": "VN-37",
    "82": "VN-45",
    "86": "VN-49",
    "91": "VN-44",
    "92": "VN-CT",
    "96": "VN-59",
}


@dataclass(frozen=True)
class FormerProvince:
    """One of the 63 provinces of before July 2025.

    ``successor_code`` is the official code of the province it is part of now; ``is_merged`` tells
    whether it ended, or goes on unchanged under its own code.
    """

    code: str
    name: str
    successor_code: str
    is_merged: bool


@dataclass(frozen=True)
class VietnamArea:
    """One area to load; ``key`` is its external id without the module."""

    key: str
    code: str
    name: str
    kind: str
    parent_key: str = ""
    state_code: str = ""
    date_from: date | None = None
    date_to: date | None = None
    successor_keys: tuple[str, ...] = ()


def province_key(code):
    """:return: external id of the present province with the official ``code``"""
    return f"area_vn_province_{code}"


def former_province_key(code):
    """:return: external id of the former province with the official ``code``"""
    return f"area_vn_former_province_{code}"


def ward_key(code):
    """:return: external id of the present ward with the official ``code``"""
    return f"area_vn_ward_{code}"


@lru_cache(maxsize=1)
def get_former_provinces():
    """:return: the 63 provinces of before July 2025, ordered by code"""
    with FORMER_PROVINCES_PATH.open(encoding="utf-8", newline="") as source:
        return tuple(
            FormerProvince(row["code"], row["name"], row["successor_code"], row["is_merged"] == "1")
            for row in csv.DictReader(source)
        )


def get_vietnam_areas():
    """List every area of Vietnam to load, parents before children.

    The eleven provinces that the reform left alone have no former twin: they simply go on, with
    no first day.

    :return: 34 present provinces, those that ended by merging, and the present wards
    :rtype: list of VietnamArea
    """
    unchanged = {former.code for former in get_former_provinces() if not former.is_merged}
    return [
        *(_province_area(province, unchanged) for province in Province.iter_all()),
        *(_former_area(former) for former in get_former_provinces() if former.is_merged),
        *(_ward_area(ward) for ward in Ward.iter_all()),
    ]


def _official_code(code, digits):
    """Pad the package's number to the official code: 1 → ``01``."""
    return str(int(code)).zfill(digits)


def _province_area(province, unchanged):
    code = _official_code(province.code, 2)
    return VietnamArea(
        key=province_key(code),
        code=code,
        name=province.name,
        kind="province",
        state_code=STATE_CODES[code],
        date_from=None if code in unchanged else REFORM_DATE,
    )


def _former_area(former):
    return VietnamArea(
        key=former_province_key(former.code),
        code=former.code,
        name=former.name,
        kind="province",
        date_to=LAST_DAY_BEFORE,
        successor_keys=(province_key(former.successor_code),),
    )


def _ward_area(ward):
    code = _official_code(ward.code, 5)
    return VietnamArea(
        key=ward_key(code),
        code=code,
        name=ward.name,
        kind="ward",
        parent_key=province_key(_official_code(ward.province_code, 2)),
        date_from=REFORM_DATE,
    )
