from . import test_stock_board
from . import test_stock_hold
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
from . import test_unit_tour
