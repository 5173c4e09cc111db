"""./run bench: every figure the project promises, or those of the parts that are named, measured on this machine."""

import sys
from itertools import chain

from bench import (
    attempts,
    live,
    pages,
    portfolio,
    readiness,
    reading,
    search,
    setting,
    sitting,
    standing,
    start,
    statistics,
    units,
)

PARTS = {
    part.__name__.partition(".")[2]: part
    for part in (
        pages,
        reading,
        search,
        units,
        attempts,
        statistics,
        readiness,
        standing,
        live,
        sitting,
        portfolio,
        start,
    )
}


def main(names: list[str]) -> int:
    failed = []
    with setting.site() as site:
        for figure in chain.from_iterable(PARTS[name].figures(site) for name in names or PARTS):
            print(figure, flush=True)
            if not figure.met:
                failed.append(figure.name)
    if failed:
        print("Not met:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
