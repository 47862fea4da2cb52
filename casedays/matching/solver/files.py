"""Reading a problem file. A long list of pairs is read without a Python object for each of its numbers."""

import json
import re
from typing import Any

import numpy as np

from casedays.matching.solver.exchange import read
from casedays.matching.solver.model import Ints
from casedays.matching.solver.problem import Problem, ProblemError

_START = re.compile(rb'"pairs"\s*:\s*\[')
_END = re.compile(rb"\]\s*\]")
# What plain whole numbers in threes never have: two numbers side by side, a lonely or inner minus, a leading 0, more
# digits than surely fit, nothing where a number should be.
_ODD = re.compile(rb"[\d-]\s+[\d-]|-(?!\d)|\d-|(?<!\d)-?0\d|\d{18}")
_EMPTY = re.compile(rb"[\[,][,\]]")


def load(raw: bytes) -> Problem:
    """The problem in a file's content. Raises ProblemError naming the first place that is wrong."""
    plain = _plain_pairs(raw)
    if plain is not None:
        table, rest = plain
        data = _parsed(rest)
        if type(data) is dict and data.get("pairs") == []:
            return read(data, pairs=table)
    return read(_parsed(raw))


def _plain_pairs(raw: bytes) -> tuple[Ints, bytes] | None:
    """The pairs as a table, and the file without them; None when how they are written needs a closer look."""
    if raw.count(b'"pairs"') != 1 or (start := _START.search(raw)) is None:
        return None
    if (end := _END.search(raw, start.end())) is None:
        return None
    text = raw[start.end() : end.start() + 1]
    if text.translate(None, b"0123456789-,[] \t\r\n") or _ODD.search(text):
        return None
    text = text.translate(None, b" \t\r\n")
    shape = text.translate(None, b"0123456789-") + b","
    if _EMPTY.search(text) or shape != b"[,,]," * (len(shape) // 5):
        return None
    table = np.fromstring(text.translate(None, b"[]").decode("ascii"), dtype=np.int64, sep=",").reshape(-1, 3)
    return table, raw[: start.end()] + raw[end.end() - 1 :]


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise ProblemError("the file", f"is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise ProblemError(f"line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg}") from error
    except ProblemError:
        raise
    except (ValueError, RecursionError) as error:
        raise ProblemError("the file", "has a number too long or lists too deep to be read") from error


def _constant(name: str) -> float:
    raise ProblemError("the file", f"has {name}, which is no number")
