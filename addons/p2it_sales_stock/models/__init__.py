# figures on order lines and in the catalogue: below this line
# live and availability board: below this line
# goods held by hand: below this line
# units: below this line
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
    p2it_return_replace,
    p2it_return_bill,
    p2it_return_credit,
    p2it_return_photo,
    p2it_return_portal,
    res_partner_return,
    ir_rule_return,
    sale_report_return,
)
