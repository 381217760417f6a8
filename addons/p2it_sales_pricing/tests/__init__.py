from . import (
    test_price_check,
    test_price_hostile,
    test_price_replay,
    test_price_rules,
    test_price_trace,
    test_pricing_hostile,
    test_pricing_tour,
    test_promotion_automatic,
    test_promotion_confirm,
    test_promotion_explain,
    test_promotion_race,
    test_promotion_scaling,
)
