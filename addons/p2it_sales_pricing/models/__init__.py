from . import (
    sale_order_refresh,
    sale_order_line_refresh,
)
