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
MAX_WORD = 110.0
"""A longer word (a web address, say) may be broken."""


def column_width(widths, *, is_number, padding):
    """:return: the width a column would like, from the widths of its header and of some of its texts"""
    if not widths:
        return MIN_WIDTH
    limit = 4 * MAX_WIDTH if is_number else MAX_WIDTH
    # One long text must not make the whole column wide; a number must never be broken.
    wanted = max(widths) if is_number else _most(widths)
    return min(max(wanted + 2 * padding, MIN_WIDTH), limit)


def column_floor(words, *, padding):
    """:return: the least width of a column of text, from the widths of words: codes, dates and telephone
    numbers stay in one piece
    """
    whole = [width for width in words if width <= MAX_WORD]
    return max(_most(whole) + 2 * padding, MIN_WIDTH) if whole else MIN_WIDTH


def _most(widths):
    """:return: what suffices for nearly all; for all when there are few"""
    ordered = sorted(widths)
    return ordered[int(len(ordered) * 0.98)] if len(ordered) > 50 else ordered[-1]


def choose_page(widths, paper="auto", orientation="auto", squeeze=SQUEEZE, floors=()):
    """Choose the smallest page on which the columns fit.

    :param list widths: of the columns, in points
    :param str paper: ``a4``, ``a3`` or ``auto``
    :param str orientation: ``portrait``, ``landscape`` or ``auto``
    :param float squeeze: how much of its width a column needs
    :param floors: the least widths of the columns
    :return: ``(width, height)`` of the page in points
    """
    papers = [PAPERS[paper]] if paper in PAPERS else [A4, A3]
    squeezed = [width * squeeze for width in widths]
    needed = sum(map(max, squeezed, floors)) if floors else sum(squeezed)
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


def fit_widths(widths, floors, available):
    """Stretch or squeeze columns so that together they fill the page.

    Columns that can't wrap, such as those of numbers, keep what they need as long as the others can
    give way.

    :param list widths: what the columns would like
    :param list floors: the least that each needs, its own width for what can't wrap
    :param float available: what there is
    :return: the widths to draw with; their sum is at most ``available``
    """
    total, least = sum(widths), sum(floors)
    if total <= available:
        return _stretch(widths, floors, available)
    if least >= available:
        return [floor * available / least for floor in floors]
    share = (available - least) / (total - least)
    return [floor + (width - floor) * share for width, floor in zip(widths, floors, strict=True)]


def _stretch(widths, floors, available):
    total, spare = sum(widths), available - sum(widths)
    flexible = sum(width for width, floor in zip(widths, floors, strict=True) if width > floor)
    if not flexible:
        return list(widths)
    # Nearly full: fill the page. A few narrow columns stay together, where the eye can follow them.
    share = spare / flexible if total > 0.6 * available else min(spare / flexible, 0.5)
    return [
        width * (1 + share) if width > floor else width for width, floor in zip(widths, floors, strict=True)
    ]


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
