from . import p2it_stock_hold_wizard

# returns: below this line
from . import p2it_return_add
