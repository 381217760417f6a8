from . import (
    base,
    p2it_color_rule,
    p2it_color_rule_check,
    p2it_color_rule_preview,
    p2it_color_rule_style,
    p2it_color_rule_trouble,
    res_users,
)
