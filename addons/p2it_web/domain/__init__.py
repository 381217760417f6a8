from . import domain_text, palette, styles
