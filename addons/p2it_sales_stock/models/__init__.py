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
# goods held by hand: below this line
# units: below this line
# returns: below this line
