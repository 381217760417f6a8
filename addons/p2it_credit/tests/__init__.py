from . import (
    test_transfer,
    test_transfer_match,
    test_transfer_rights,
)
