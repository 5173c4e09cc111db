"""./run bench: every figure the project promises, measured now, on this machine."""

import sys

from bench import attempts, pages, reading, search, setting


def main() -> int:
    failed = []
    with setting.site() as site:
        for figure in (*pages.figures(site), *reading.figures(site), *search.figures(site), *attempts.figures(site)):
            print(figure, flush=True)
            if not figure.met:
                failed.append(figure.name)
    if failed:
        print("Not met:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
