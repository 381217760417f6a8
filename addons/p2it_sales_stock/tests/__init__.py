from . import test_stock_hold
from . import test_stock_hold_race

# units: below this line
from . import test_unit_barcode
from . import test_unit_check
from . import test_unit_conversion
from . import test_unit_entry
from . import test_unit_tour
