from . import test_price_rules
