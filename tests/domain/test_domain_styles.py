"""Rules in their order become styles: the first match wins, combinations add what is open."""

from hypothesis import given
from hypothesis import strategies as st
from p2it_web_domain import palette
from p2it_web_domain.styles import RuleStyle, StyleSheet

RED, GREEN, BLUE = (palette.TEXT_COLORS[name] for name in ("red", "green", "blue"))
LIGHT, STRONG = palette.BACKGROUND_COLORS["light_yellow"], palette.BACKGROUND_COLORS["red"]
WHITE = palette.TEXT_COLORS["white"]


def dress(*rules, ids=(1,)):
    sheet = StyleSheet(ids)
    for style, matched in rules:
        open_ids = sheet.get_open_ids(style)
        sheet.apply(style, [id_ for id_ in matched if id_ in open_ids])
    return sheet.get_styles()


def test_what_no_rule_matches_has_no_style():
    assert dress((RuleStyle(text=RED), [])) == {}


def test_the_first_match_wins():
    styles = dress((RuleStyle(text=RED), [1]), (RuleStyle(text=GREEN, background=LIGHT), [1]))
    assert styles[1]["row"]["text"] == RED
    assert styles[1]["row"]["background"] is None


def test_a_rule_that_does_not_stop_lets_later_ones_add():
    styles = dress(
        (RuleStyle(text=RED, stops=False), [1]), (RuleStyle(text=GREEN, background=LIGHT, bold=True), [1])
    )
    assert styles[1]["row"] == {
        "text": RED, "background": LIGHT, "bold": True, "italic": False, "strike": False
    }  # fmt: skip


def test_what_could_not_be_read_together_is_not_combined():
    styles = dress(
        (RuleStyle(text=RED, stops=False), [1]), (RuleStyle(background=STRONG, text=WHITE, bold=True), [1])
    )
    assert (styles[1]["row"]["text"], styles[1]["row"]["background"]) == (RED, None)
    assert styles[1]["row"]["bold"]


def test_a_rule_is_only_asked_about_what_is_open():
    sheet = StyleSheet([1, 2, 3])
    stops, goes_on = RuleStyle(text=RED), RuleStyle(text=RED, stops=False)
    sheet.apply(goes_on, [1])
    sheet.apply(stops, [2])
    assert sheet.get_open_ids(stops) == [1, 3]
    assert sheet.get_open_ids(RuleStyle(text=RED, target="name")) == [1, 2, 3]


def test_columns_and_row_are_decided_apart():
    styles = dress((RuleStyle(text=RED), [1]), (RuleStyle(text=BLUE, target="name"), [1]))
    assert styles[1]["row"]["text"] == RED
    assert styles[1]["columns"]["name"]["text"] == BLUE


def test_a_column_stays_readable_in_a_strong_row():
    styles = dress(
        (RuleStyle(text=WHITE, background=STRONG), [1]), (RuleStyle(text=BLUE, target="name"), [1])
    )
    assert styles[1]["columns"]["name"]["background"] == palette.PAGE_BACKGROUND


def test_a_column_alone_leaves_the_row_plain():
    assert dress((RuleStyle(text=BLUE, target="name"), [1]))[1]["row"] is None


texts = st.sampled_from([None, *palette.TEXT_COLORS.values()])
backgrounds = st.sampled_from([None, *palette.BACKGROUND_COLORS.values()])
rule_styles = st.builds(
    RuleStyle,
    text=texts,
    background=backgrounds,
    bold=st.booleans(),
    target=st.sampled_from(["", "name", "email"]),
    stops=st.booleans(),
).filter(lambda style: palette.is_readable(style.text, style.background))


@given(st.lists(st.tuples(rule_styles, st.lists(st.integers(1, 4), unique=True)), max_size=8))
def test_whatever_matches_everything_can_be_read(rules):
    for style in dress(*rules, ids=(1, 2, 3, 4)).values():
        row = style["row"] or {"text": None, "background": None}
        assert palette.is_readable(row["text"], row["background"])
        for column in style["columns"].values():
            assert palette.is_readable(
                column["text"] or row["text"], column["background"] or row["background"]
            )
