"""What a unit page is on a phone on a slow connection: its weight, its largest paint and its shifts, in Chromium."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from bench import setting
from bench.figures import Figure
from bench.wire import Wire, wire

UNIT = "/study/depth-selection"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SCREENS = (PHONE, {"viewport": {"width": 1380, "height": 900}})
PAUSE = 450  # milliseconds in which a page on this machine is painted
SETTLED = 3000  # milliseconds in which a worker that was just started has asked for what it keeps
WATCH = """
    window.seen = {paint: 0, shift: 0};
    const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
        .observe({type, buffered: true});
    watch("largest-contentful-paint", entry => { seen.paint = entry.startTime; });
    watch("layout-shift", entry => { seen.shift += entry.value; });
"""


@dataclass
class Visit:
    bytes: int
    paint: float  # milliseconds until the largest thing stood on the screen
    shift: float


def figures(site: setting.Site) -> Iterator[Figure]:
    """Nothing but a sentence where there is no Chromium."""
    if not CHROMIUM:
        print("SKIPPED reading-*: chromium is missing; install it to measure pages as a phone sees them", flush=True)
        return
    with sync_playwright() as playwright, wire(site.port) as laid:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        first, second = _visits(browser, site, laid)
        late = max(
            _shift_of_late_fonts(browser, site, f"/study/{unit}", screen) for unit in _units(site) for screen in SCREENS
        )
        browser.close()
    yield Figure("reading-first-visit-weight", first.bytes / 1000, "kB", "<=120")
    yield Figure("reading-next-visit-weight", second.bytes / 1000, "kB", "<=25")
    yield Figure("reading-largest-paint", first.paint / 1000, "s", "<=2.5")
    yield Figure("reading-shift", max(first.shift, second.shift), "CLS", "<=0.01")
    yield Figure("reading-shift-when-fonts-come-late", late, "CLS", "<=0.01")


def _visits(browser: Browser, site: setting.Site, laid: Wire) -> tuple[Visit, Visit]:
    """A unit's page opened for the first time on this device, and once more."""
    address = f"http://127.0.0.1:{laid.port}"
    context = browser.new_context(base_url=address, **PHONE)
    name, _, value = setting.cookie_of(site.browser("learner@example.org")).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address}])
    visits = _visit(context, laid), _visit(context, laid)
    context.close()
    return visits


def _visit(context: BrowserContext, laid: Wire) -> Visit:
    laid.taken()
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(UNIT)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED)
    paint, shift = page.evaluate("[seen.paint, seen.shift]")
    page.close()
    return Visit(laid.taken(), paint, shift)


def _units(site: setting.Site) -> list[str]:
    return list(site.app.extensions["shelf"].units)


def _shift_of_late_fonts(browser: Browser, site: setting.Site, path: str, screen: dict[str, object]) -> float:
    """How far a page moves when its fonts arrive only after it was painted with the reader's own.

    On most lines ours arrive before the first paint, and then nothing is swapped that could move.
    """
    address = f"http://127.0.0.1:{site.port}"
    context = browser.new_context(base_url=address, service_workers="block", **screen)
    name, _, value = setting.cookie_of(site.browser("learner@example.org")).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108 - it cannot mark a builtin
    page.goto(path, wait_until="domcontentloaded")
    page.wait_for_timeout(PAUSE)
    for route in held:
        route.continue_()
    page.wait_for_timeout(PAUSE)
    shift: float = page.evaluate("seen.shift")
    context.close()
    return shift


if __name__ == "__main__":
    with setting.site() as measured:
        for figure in figures(measured):
            print(figure, flush=True)
