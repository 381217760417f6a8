from . import base, p2it_color_rule, p2it_color_rule_style, p2it_color_rule_trouble, p2it_color_rule_preview
from . import res_users
