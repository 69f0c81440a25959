"""Reading a page as a person does: its words, what stands in a field, what is ticked."""

import html
import re

from tests.web.portal import words as _words


def words(response):
    """The text of a page on one line, without tags."""
    return html.unescape(_words(response)).replace(" .", ".")


def _inputs(response, name):
    page = response.content.decode()
    return re.findall(rf"<input[^>]*\bname=\"{name}\"[^>]*>", page)


def field_of(response, name):
    """What stands in the first field of this name."""
    page = response.content.decode()
    area = re.search(rf"<textarea[^>]*\bname=\"{name}\"[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    if area:
        return html.unescape(area[1])
    value = re.search(r'value="([^"]*)"', _inputs(response, name)[0])
    return html.unescape(value[1]) if value else ""


def is_ticked(response, name, value):
    """Whether the box of this value is there, and ticked."""
    boxes = [one for one in _inputs(response, name) if f'value="{value}"' in one]
    return bool(boxes) and all(re.search(r"\bchecked\b", one) for one in boxes)
