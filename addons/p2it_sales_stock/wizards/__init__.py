from . import p2it_stock_hold_wizard
