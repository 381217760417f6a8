"""A condition in words, where few words say it."""

_SIGNS = {"=": "=", "!=": "≠", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}


def describe(domain, say_label, say_value):
    """Say a condition of which all parts hold at once, in the order in which they stand.

    :param list domain: in prefix notation
    :param say_label: function from a field's name to its label, empty for one that can't be said
    :param say_value: function from a field's name and a value to its text, empty for one that can't be said
    :return: such as “Total ≥ 50,000,000, Country = VN”; empty for a condition that is more than that
    :rtype: str
    """
    parts = []
    for item in domain:
        if item == "&":
            continue
        if isinstance(item, str):  # another operator
            return ""
        name, operator, value = item
        label = operator in _SIGNS and isinstance(name, str) and say_label(name)
        text = label and say_value(name, value)
        if not text:
            return ""
        parts.append(f"{label} {_SIGNS[operator]} {text}")
    return ", ".join(parts)
