"""Log lines without people in them."""

import logging
import traceback


class Plain(logging.Formatter):
    """Time, level, logger and place; of an exception its class and place, never its words.

    Values hide in arguments (`"%s failed for %s"`), so templates stay unfilled. Elsewhere than in
    our own rooms they may also have been put into the words already: there, only messages that
    are templates are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.split(".")[0] == "amparo"
        words = record.msg if ours or record.args else "(words withheld)"
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {words}"
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
            line += f" [{record.exc_info[0].__name__} at {places}]"
        return line.replace("\n", " ")
