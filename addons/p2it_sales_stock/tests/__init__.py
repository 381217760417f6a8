# figures on order lines and in the catalogue: below this line
# live and availability board: below this line
# goods held by hand: below this line
# units: below this line
# returns: below this line
from . import (
    test_p2it_return,
    test_p2it_return_cost,
    test_p2it_return_goods,
    test_p2it_return_hostile,
    test_p2it_return_money,
    test_p2it_return_portal,
    test_p2it_return_race,
    test_p2it_return_tour,
)
