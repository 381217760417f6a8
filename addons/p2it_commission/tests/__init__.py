from . import test_commission_events, test_commission_year
