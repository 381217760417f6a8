from . import controllers, exporting, models
