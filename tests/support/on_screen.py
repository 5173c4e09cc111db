"""What journeys ask of a page in a browser."""

from playwright.sync_api import Page

from tests.support.strict import faults


def inspected(page: Page) -> None:
    """Fails where something is wrong that can be seen without running anything in the page."""
    assert faults(page.content()) == []


def until(page: Page, question: str, arg: object = None) -> None:
    """Wait for a yes to a question, a function that may have to wait for its own answer; ten seconds at most.

    Playwright's ``wait_for_function`` takes the promise of an answer for a yes.
    """
    page.evaluate(
        f"""async (arg) => {{
            const ask = {question};
            const end = performance.now() + 10_000;
            while (!(await ask(arg))) {{
                if (performance.now() > end) throw new Error("Not within ten seconds: " + ask);
                await new Promise((done) => requestAnimationFrame(done));
            }}
        }}""",
        arg,
    )
