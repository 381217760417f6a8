def post_init_hook(env):
    """Load the areas of Vietnam when a company is there."""
    env["res.company"].search([])._load_areas_of_country()
