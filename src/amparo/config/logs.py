"""Log lines without people in them."""

import logging
import traceback


class Plain(logging.Formatter):
    """Time, level, logger and place; of an exception its class and place, never its words.

    A message is written only when the record carries no arguments and no request: arguments are
    where values hide (`"%s failed for %s"`), so of those the unfilled template is kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {record.msg}"
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
            line += f" [{record.exc_info[0].__name__} at {places}]"
        return line.replace("\n", " ")
