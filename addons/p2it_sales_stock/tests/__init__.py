from . import test_stock_hold
from . import test_stock_hold_race
