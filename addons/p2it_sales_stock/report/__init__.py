from . import p2it_stock_board

# returns: below this line
from . import p2it_return_report
