"""Where things go on paper: column widths, the page that fits, and words broken into lines."""

MM = 72 / 25.4
MARGIN = 10 * MM
A4 = (210 * MM, 297 * MM)
A3 = (297 * MM, 420 * MM)
PAPERS = {"a4": A4, "a3": A3}

MIN_WIDTH = 24.0
MAX_WIDTH = 190.0
SQUEEZE = 0.8
"""A column of text may be this much narrower than its longest text: it wraps."""


def column_width(widths, *, is_number, padding):
    """:return: the width a column would like, from the widths of its header and of some of its texts"""
    if not widths:
        return MIN_WIDTH
    ordered = sorted(widths)
    # One long text must not make the whole column wide; a number must never be broken.
    wanted = (
        ordered[-1] if is_number else ordered[int(len(ordered) * 0.95)] if len(ordered) > 20 else ordered[-1]
    )
    limit = 4 * MAX_WIDTH if is_number else MAX_WIDTH
    return min(max(wanted + 2 * padding, MIN_WIDTH), limit)


def choose_page(widths, paper="auto", orientation="auto", squeeze=SQUEEZE):
    """Choose the smallest page on which the columns fit.

    :param list widths: of the columns, in points
    :param str paper: ``a4``, ``a3`` or ``auto``
    :param str orientation: ``portrait``, ``landscape`` or ``auto``
    :return: ``(width, height)`` of the page in points
    """
    papers = [PAPERS[paper]] if paper in PAPERS else [A4, A3]
    needed = sum(widths) * squeeze
    candidates = []
    for size in papers:
        if orientation != "landscape":
            candidates.append(size)
        if orientation != "portrait":
            candidates.append((size[1], size[0]))
    for page in candidates:
        if needed <= page[0] - 2 * MARGIN:
            return page
    return max(candidates, key=lambda page: page[0])


def fit_widths(widths, numbers, available):
    """Stretch or squeeze columns so that together they fill the page.

    Columns of numbers keep what they need as long as the others can give way.

    :param list widths: what the columns would like
    :param list numbers: for each column whether it holds numbers
    :param float available: what there is
    :return: the widths to draw with; their sum is ``available`` unless everything fits in less
    """
    total = sum(widths)
    if not widths or total <= available:
        spare = available - total
        flexible = [width for width, is_number in zip(widths, numbers, strict=True) if not is_number]
        if not flexible or spare <= 0:
            return list(widths)
        # Nearly full: fill the page. A few narrow columns stay together, where the eye can follow them.
        share = spare / sum(flexible) if total > 0.6 * available else min(spare / sum(flexible), 0.5)
        return [
            width if is_number else width * (1 + share)
            for width, is_number in zip(widths, numbers, strict=True)
        ]
    fixed = sum(width for width, is_number in zip(widths, numbers, strict=True) if is_number)
    flexible = total - fixed
    floor = sum(MIN_WIDTH for is_number in numbers if not is_number)
    if flexible and available - fixed >= floor:
        factor = (available - fixed) / flexible
        return _scaled(widths, numbers, factor, available)
    factor = available / total
    return [width * factor for width in widths]


def _scaled(widths, numbers, factor, available):
    scaled = [
        width if is_number else max(width * factor, MIN_WIDTH)
        for width, is_number in zip(widths, numbers, strict=True)
    ]
    excess = sum(scaled) - available
    if excess > 0:  # some were held up by the least width: the wide ones pay for it
        room = sum(max(w - MIN_WIDTH, 0) for w, n in zip(scaled, numbers, strict=True) if not n)
        if room > 0:
            scaled = [
                w if n else w - max(w - MIN_WIDTH, 0) * min(excess / room, 1)
                for w, n in zip(scaled, numbers, strict=True)
            ]
    return scaled


def wrap(text, width, measure):
    """Break a text into lines.

    :param str text: may hold line breaks of its own
    :param float width: of the column
    :param measure: function from a text to its width
    :return: the lines, at least one; together they hold every character but the blanks at breaks
    """
    lines = []
    for paragraph in text.split("\n"):
        if measure(paragraph) <= width:
            lines.append(paragraph)
            continue
        lines.extend(_wrap_paragraph(paragraph, width, measure))
    return lines or [""]


def _wrap_paragraph(paragraph, width, measure):
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        rest = word
        while measure(rest) > width and len(rest) > 1:
            size = _fitting(rest, width, measure)
            yield rest[:size]
            rest = rest[size:]
        line = rest
    if line:
        yield line


def _fitting(word, width, measure):
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(word[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low
