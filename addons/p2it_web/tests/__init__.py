from . import (
    test_color_audience,
    test_color_cost,
    test_color_look,
    test_color_page,
    test_color_preview,
    test_color_race,
    test_color_rights,
    test_color_tour,
    test_color_trouble,
    test_hoot,
)
