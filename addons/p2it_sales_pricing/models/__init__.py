from . import p2it_price_fact_mixin, p2it_promotion_part
from . import (
    product_pricelist,
    product_pricelist_item,
    res_partner,
    p2it_price_floor,
    sale_order_refresh,
    sale_order_line_refresh,
    sale_order_line_price,
    sale_order_line_fact,
    sale_order_price,
    sale_order_fact,
    # promotions: below this line
    loyalty_rule,
    loyalty_reward,
    loyalty_program,
    loyalty_program_facts,
    loyalty_product,
    p2it_promotion_use,
    sale_order_line_promotion,
    sale_order_promotion_basket,
    sale_order_promotion_buyer,
    sale_order_promotion,
    sale_order_promotion_confirm,
    sale_order_promotion_explain,
    p2it_promotion_terms,
    sale_order_promotion_kept,
    # end of promotions
    # price trace and check: below this line
    p2it_price_trace,
    sale_order_line_trace,
    sale_order_trace,
    product_pricelist_check,
)
