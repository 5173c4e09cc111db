"""./run bench: every figure the project promises, measured now, on this machine."""

import sys
from itertools import chain

from bench import attempts, live, pages, reading, search, setting, statistics


def main() -> int:
    failed = []
    with setting.site() as site:
        for figure in chain.from_iterable(
            part.figures(site) for part in (pages, reading, search, attempts, statistics, live)
        ):
            print(figure, flush=True)
            if not figure.met:
                failed.append(figure.name)
    if failed:
        print("Not met:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
