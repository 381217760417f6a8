"""Distances on the earth."""

from math import asin, cos, hypot, radians, sin, sqrt

EARTH_RADIUS = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""


def is_position(latitude, longitude):
    """Tell whether two numbers are a place: (0, 0) stands for "unknown" in Odoo.

    :param float latitude: degrees, north positive
    :param float longitude: degrees, east positive
    :rtype: bool
    """
    return bool(latitude or longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def get_distance(start, end):
    """Great-circle distance by the haversine formula.

    :param start: (latitude, longitude) in degrees
    :param end: (latitude, longitude) in degrees
    :return: metres
    :rtype: float
    """
    latitude, other_latitude = radians(start[0]), radians(end[0])
    half_north = sin((other_latitude - latitude) / 2)
    half_east = sin(radians(end[1] - start[1]) / 2) * sqrt(cos(latitude) * cos(other_latitude))
    return 2 * EARTH_RADIUS * asin(min(1.0, hypot(half_north, half_east)))
