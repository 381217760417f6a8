from . import (
    p2it_promotion_simulator,
    p2it_promotion_choice,
)
from . import p2it_price_explain
