from . import (
    p2it_promotion_simulator,
    p2it_promotion_choice,
)
from . import (
    p2it_price_explain,
    p2it_price_finding,
    p2it_price_replay,
    p2it_price_replay_result,
)
