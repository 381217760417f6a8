from . import test_commission_year
