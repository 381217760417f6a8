from . import (
    test_commission_year,
    test_settlement,
    test_settlement_flow,
    test_settlement_paid,
    test_settlement_race,
    test_settlement_rights,
    test_dispute,
    test_settlement_tour,
    test_statement,
)
