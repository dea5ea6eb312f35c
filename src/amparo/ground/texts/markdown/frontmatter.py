"""The few lines of YAML a file may begin with: title, summary, order."""

import re
from typing import NamedTuple

import yaml
from django.utils.translation import gettext as _

from .tree import Refused

LONGEST = 20_000  # characters
FENCED = re.compile(
    r"\A---[ \t]*(?:\r\n?|\n)((?:.*?(?:\r\n?|\n))??)(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)

# What escapes can write and no database or page can hold: a null, half a character.
NO_TEXT = re.compile("[\0\ud800-\udfff]")


class Value(NamedTuple):
    """A value of the front matter: its slice (character offsets in the file), and its words."""

    start: int
    end: int
    words: str
    line: int


class FrontMatter(NamedTuple):
    """What was found; `end` is where the Markdown begins."""

    values: dict[str, Value]
    end: int


def read(text: str, start: int) -> FrontMatter:
    """The front matter at `start`, if there is any. Raises Refused."""
    found = FENCED.match(text[start : start + LONGEST])
    if not found:
        return FrontMatter({}, start)
    inside, offset = found.group(1), start + found.start(1)
    try:
        node = yaml.compose(inside, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Refused(
            _("The lines between --- and --- are not valid YAML."),
            line=mark.line + 2 if mark else 1,
        ) from None
    except RecursionError:
        raise Refused(_("The lines between --- and --- are nested too deeply."), line=1) from None
    except (ValueError, OverflowError):  # "\\UFFFFFFFF" is no character
        raise Refused(_("The lines between --- and --- are not valid YAML."), line=1) from None
    values = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode):
                begin, end = value.start_mark.index, value.end_mark.index
                if NO_TEXT.search(value.value):
                    raise Refused(
                        _("The lines between --- and --- are not valid YAML."),
                        line=value.start_mark.line + 2,
                    )
                values[key.value] = Value(
                    offset + begin, offset + end, value.value, value.start_mark.line + 2
                )
    return FrontMatter(values, start + found.end())
