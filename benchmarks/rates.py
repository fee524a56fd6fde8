"""How many references of each style are parsed in a second of one core, and how many records are tagged.

usage: python -m benchmarks.rates [--records 2000]

The functions that measure are those of benchmarks/parse.py and benchmarks/tags.py, which have more to tell. Records are
made up (benchmarks/dumps.py); what is read once is read before.
"""

from __future__ import annotations

import argparse
import json
from itertools import islice

from benchmarks import dumps, parse, tags
from ivigref import Record, tag_record
from ivigref.parsing.styles import STYLES


def main() -> None:
    """Print a JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=2_000)
    count = parser.parse_args().records
    titles = [Record(title=work.title) for work in dumps.works(count)]
    long = (Record(title=work.title, abstract=work.abstract) for work in dumps.works(10 * count) if work.abstract)
    rates = {
        "references parsed": {style.name: round(parse.rate([style.example] * count)) for style in STYLES},
        "records tagged": {
            "from titles": round(tags.per_second(tag_record, titles)),
            "from titles and abstracts": round(tags.per_second(tag_record, list(islice(long, count)))),
        },
        "milliseconds until the vocabularies are there": round(tags.load_milliseconds()),
    }
    print(json.dumps(rates, indent=2))


if __name__ == "__main__":
    main()
