"""What a tile of a dashboard asks for, as people write it."""


def split_specs(text):
    """:return: list of the names between the commas of a text

    :param text: such as ``"user_id, date:month"``, or nothing
    """
    return [part.strip() for part in (text or "").split(",") if part.strip()]
