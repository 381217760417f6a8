from . import p2it_stock_board
