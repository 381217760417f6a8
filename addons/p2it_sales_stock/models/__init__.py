# figures on order lines and in the catalogue: below this line
from . import product_stock
from . import res_company_stock
from . import res_config_settings_stock
from . import sale_order_line_stock
from . import sale_order_line_stock_form
from . import sale_order_line_stock_request
from . import sale_order_stock
from . import stock_move_figures

# live and availability board: below this line
from . import p2it_stock_live

# goods held by hand: below this line
from . import p2it_stock_hold
from . import p2it_stock_hold_keep
from . import res_company_hold
from . import sale_order_hold
from . import sale_order_line_hold
from . import stock_move_hold

# units: below this line
from . import uom_uom
from . import uom_packaging
from . import product_unit
from . import product_uom_unit
from . import account_move_line_unit
from . import purchase_order_line_unit
from . import sale_order_line_unit
from . import sale_order_unit
from . import sale_report_unit
from . import stock_move_line_unit
from . import stock_move_unit
from . import stock_picking_unit
from . import stock_quant_unit
from . import stock_rule_unit

# returns: below this line
from . import (
    p2it_return_reason,
    p2it_return,
    p2it_return_line,
    p2it_return_inspection,
    sale_order_line_return,
    sale_order_line_return_bill,
    sale_order_return,
    sale_order_return_amount,
    sale_order_return_guard,
    stock_warehouse_return,
    stock_move_return,
    stock_picking_return,
    account_move_return,
    p2it_return_approval,
    p2it_return_guard,
    p2it_return_flow,
    p2it_return_gift,
    p2it_return_receipt,
    p2it_return_inspect,
    p2it_return_inspect_check,
    p2it_return_replace,
    p2it_return_bill,
    p2it_return_difference,
    p2it_return_credit,
    p2it_return_photo,
    p2it_return_portal,
    res_partner_return,
    ir_rule_return,
    sale_report_return,
)
from . import p2it_statistics_stock
