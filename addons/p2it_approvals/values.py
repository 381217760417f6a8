"""What several models ask of a value that is about to be written."""


def is_other_value(record, name, value):
    """
    :param record: one record
    :param str name: of a field
    :param value: as for ``write``
    :return: whether writing it would change the field
    :rtype: bool
    """
    field = record._fields[name]
    return field.convert_to_cache(value, record) != field.convert_to_cache(record[name], record)
