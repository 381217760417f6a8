"""Every colour a rule may give can be read; the contrast is that of WCAG 2."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from p2it_web_domain import palette

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
texts = st.sampled_from([None, *palette.TEXT_COLORS])
backgrounds = st.sampled_from([None, *palette.BACKGROUND_COLORS])


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21),
        ("#FFFFFF", "#FFFFFF", 1),
        ("#777777", "#FFFFFF", 4.48),
        ("#767676", "#FFFFFF", 4.54),
        ("#FF0000", "#FFFFFF", 4.0),
        ("#0000FF", "#FFFFFF", 8.59),
    ],
)
def test_the_contrast_of_known_pairs(one, other, ratio):
    assert palette.get_contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(colors, colors)
def test_contrast_does_not_depend_on_which_is_the_text(one, other):
    assert palette.get_contrast(one, other) == palette.get_contrast(other, one)
    assert 1 <= palette.get_contrast(one, other) <= 21.001


@given(colors)
def test_a_colour_has_no_contrast_with_itself(color):
    assert palette.get_contrast(color, color) == pytest.approx(1)


@given(texts, backgrounds)
def test_what_is_offered_as_readable_is_readable_and_nothing_else(text, background):
    readable = palette.get_choice_contrast(text, background) >= palette.MIN_CONTRAST
    if text:
        assert (text in palette.get_readable_texts(background)) == readable
    if background:
        assert (background in palette.get_readable_backgrounds(text)) == readable


@pytest.mark.parametrize("name", palette.TEXT_COLORS)
def test_each_text_colour_has_a_background_that_fits(name):
    assert palette.get_readable_backgrounds(name)


@pytest.mark.parametrize("name", palette.BACKGROUND_COLORS)
def test_each_background_has_a_text_that_fits(name):
    assert palette.get_readable_texts(name)


@pytest.mark.parametrize("name", [name for name in palette.BACKGROUND_COLORS if name.startswith("light_")])
@pytest.mark.parametrize("text", [None, *(name for name in palette.TEXT_COLORS if name != "white")])
def test_every_dark_text_can_be_read_on_every_light_background(name, text):
    assert palette.get_choice_contrast(text, name) >= palette.MIN_CONTRAST


def test_white_needs_a_strong_background():
    assert palette.get_choice_contrast("white", None) == 1
    assert palette.get_choice_contrast("white", "red") >= palette.MIN_CONTRAST


@pytest.mark.parametrize("color", [*palette.TEXT_COLORS.values(), *palette.BACKGROUND_COLORS.values()])
def test_colours_are_written_in_full(color):
    assert re.fullmatch("#[0-9A-F]{6}", color)
