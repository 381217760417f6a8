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
)
