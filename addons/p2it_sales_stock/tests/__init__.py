from . import test_stock_board
from . import test_stock_hold
from . import test_stock_hold_hostile
from . import test_stock_hold_race

# figures on order lines and in the catalogue: below this line
from . import test_figures_sum
from . import test_figures_line
from . import test_figures_detail
from . import test_figures_cost
from . import test_figures_tour
from . import test_figures_optional

# units: below this line
from . import test_unit_barcode
from . import test_unit_check
from . import test_unit_conversion
from . import test_unit_entry
from . import test_unit_flows
from . import test_unit_tour

# figures on order lines and in the catalogue: below this line
# live and availability board: below this line
# goods held by hand: below this line
# units: below this line
# returns: below this line
from . import (
    test_p2it_return,
    test_p2it_return_cost,
    test_p2it_return_forged,
    test_p2it_return_goods,
    test_p2it_return_hostile,
    test_p2it_return_money,
    test_p2it_return_odd,
    test_p2it_return_portal,
    test_p2it_return_race,
    test_p2it_return_tour,
)
from . import test_statistics_stock
from . import test_statistics_moved
from . import test_statistics_watches
