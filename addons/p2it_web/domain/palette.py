"""The colours a rule may give, and whether they can be read together.

Contrast is that of WCAG 2: from 1 (same colour) to 21 (black on white). What people save has at
least :data:`MIN_CONTRAST`, the recommendation's level AA for text of ordinary size.
"""

MIN_CONTRAST = 4.5
"""What text needs against its background to be readable for nearly everybody."""

PAGE_BACKGROUND = "#FFFFFF"
"""Behind a text whose rule gives no background."""

PAGE_TEXT = "#374151"
"""On a background whose rule gives no text colour: the text colour of Odoo's own screens."""

TEXT_COLORS = {
    "black": "#111827",
    "gray": "#4B5563",
    "red": "#A61B1B",
    "orange": "#8A3A08",
    "brown": "#6B3A18",
    "green": "#14612F",
    "teal": "#0B5C56",
    "blue": "#1D46B8",
    "purple": "#6421A3",
    "pink": "#9B1553",
    "white": "#FFFFFF",
}
"""Colours of the text by name: dark ones for light backgrounds, and white for strong ones."""

BACKGROUND_COLORS = {
    "light_gray": "#EEF0F3",
    "light_red": "#FDE3E3",
    "light_orange": "#FFE8D1",
    "light_yellow": "#FEF5BF",
    "light_green": "#DDF5E3",
    "light_teal": "#D3F3F0",
    "light_blue": "#DFEBFE",
    "light_purple": "#EFE4FD",
    "light_pink": "#FCE3F0",
    "yellow": "#FCD34D",
    "red": "#B91C1C",
    "orange": "#B4490B",
    "green": "#15703A",
    "teal": "#0F6B64",
    "blue": "#1D4ED8",
    "purple": "#6D28D9",
    "dark_gray": "#374151",
}
"""Colours of the background by name: light ones that leave the page quiet, strong ones that alarm."""


def get_luminance(color):
    """:return: relative luminance of a colour ``#RRGGBB``, from 0 (black) to 1 (white)"""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def get_contrast(one, other):
    """:return: contrast ratio of two colours ``#RRGGBB``, from 1 to 21, whichever is the text"""
    lighter, darker = sorted((get_luminance(one), get_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(text, background):
    """:return: whether a text can be read; ``None`` stands for the page's own colour"""
    return get_contrast(text or PAGE_TEXT, background or PAGE_BACKGROUND) >= MIN_CONTRAST


def get_choice_contrast(text_name, background_name):
    """:return: contrast of two names of the palette; ``None`` stands for the page's own colour"""
    return get_contrast(
        TEXT_COLORS.get(text_name, PAGE_TEXT), BACKGROUND_COLORS.get(background_name, PAGE_BACKGROUND)
    )


def get_readable_texts(background_name):
    """:return: names of the text colours that can be read on a background"""
    return [name for name in TEXT_COLORS if get_choice_contrast(name, background_name) >= MIN_CONTRAST]


def get_readable_backgrounds(text_name):
    """:return: names of the backgrounds on which a text colour can be read"""
    return [name for name in BACKGROUND_COLORS if get_choice_contrast(text_name, name) >= MIN_CONTRAST]
