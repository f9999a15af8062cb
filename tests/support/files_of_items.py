"""Items in files, as `dump` writes and `load` reads them."""

import gzip
import json
import pathlib

# An item with every type, and what is hard about it.
KINDS = {"id": {"S": "kinds"}, "n": {"N": "123456789012345678901234567890.12345678"}, "b": {"B": b"\x00\xff"}, "t": {"BOOL": True}, "z": {"NULL": True},
         "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2.5"]}, "bs": {"BS": [b"x"]}, "l": {"L": [{"N": "1"}, {"M": {}}]},
         "m": {"M": {"$binary": {"S": "no"}}}, "u": {"S": "é\n\"\u0000"}}


def rows(count: int, begin: int = 0, size: int = 10) -> list:
    return [{"id": {"S": f"{n:06d}"}, "n": {"N": str(n)}, "pad": {"S": "x" * size}} for n in range(begin, begin + count)]


def read_lines(path: pathlib.Path) -> list:
    with (gzip.open(path, "rt") if path.name.endswith(".gz") else path.open()) as file:
        return [json.loads(line) for line in file]


def line(item: dict) -> str:
    return json.dumps({"Item": item}) + "\n"


def write(path: pathlib.Path, items: list) -> pathlib.Path:
    with (gzip.open(path, "wt") if path.name.endswith(".gz") else path.open("w")) as file:
        file.write("".join(map(line, items)))
    return path


def by_id(items: list) -> dict:
    return {item["id"]["S"]: item for item in items}
