"""./run bench: every figure the project promises, or those of the parts that are named, measured on this machine.

``sqlite`` or ``postgresql`` among the names measures only that one, in parts that measure both.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack

from bench import (
    every_page,
    live,
    pages,
    paper,
    portfolio,
    readiness,
    reading,
    recall,
    search,
    setting,
    sitting,
    standing,
    start,
    statistics,
    units,
)
from bench.figures import Figure
from bench.noise import noise

OF_A_SITE = {
    part.__name__.partition(".")[2]: part
    for part in (every_page, pages, reading, search, units, statistics, readiness, standing, live, portfolio)
}
BY_THEMSELVES = {part.__name__.partition(".")[2]: part for part in (recall, paper, sitting, start)}


def main(names: list[str]) -> int:
    setting.KINDS = setting.KINDS & set(names) or setting.KINDS
    chosen = [name for name in names if name not in ("sqlite", "postgresql")] or [*OF_A_SITE, *BY_THEMSELVES]
    if unknown := [name for name in chosen if name not in OF_A_SITE | BY_THEMSELVES]:
        print("There is no", ", ".join(unknown), "to measure; there are", ", ".join([*OF_A_SITE, *BY_THEMSELVES]))
        return 2
    print("NOISE before:", noise(), flush=True)
    failed = []
    for figure in _figures(chosen):
        print(figure, flush=True)
        if not figure.met:
            failed.append(figure.name)
    print("NOISE after:", noise())
    if failed:
        print("Not met:", ", ".join(failed))
    return 1 if failed else 0


def _figures(chosen: list[str]) -> Iterator[Figure]:
    with ExitStack() as stack:
        site = None
        for name in chosen:
            if name in BY_THEMSELVES:
                yield from BY_THEMSELVES[name].figures()
            else:
                site = site or stack.enter_context(setting.site())
                yield from OF_A_SITE[name].figures(site)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
