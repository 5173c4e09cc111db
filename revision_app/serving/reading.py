"""Read a request's body with a deadline and a least rate, before anything that others wait for is taken up by it."""

import asyncio
from collections.abc import AsyncIterator

FIRST_SECONDS = 10.0  # for a body's first bytes to come, and for the pause between two others
LEAST_RATE = (
    32 * 1024
)  # bytes a second, counted after the first seconds; a phone with a tenth of it sends 35 kB in time


class TooLarge(Exception):
    """The body is larger than the site takes."""


class TooSlow(Exception):
    """The body did not come in the time that it has."""


class Broken(Exception):
    """The body ended before its stated length."""


async def read_body(arriving: AsyncIterator[bytes], length: int | None, *, largest: int) -> bytes:
    """Return the whole body of a request that states its ``length`` in bytes; ``None`` for one sent in chunks.

    Nothing is read of one that states more than ``largest`` bytes. Raises ``TooLarge``, ``TooSlow`` or ``Broken``.
    """
    if length == 0:
        return b""
    if length is not None and length > largest:
        raise TooLarge
    loop = asyncio.get_running_loop()
    began = loop.time()
    body = bytearray()
    while length is None or len(body) < length:
        allowed = min(FIRST_SECONDS, began + FIRST_SECONDS + len(body) / LEAST_RATE - loop.time())
        try:
            async with asyncio.timeout(allowed):
                chunk = await anext(arriving)
        except TimeoutError as error:
            raise TooSlow from error
        except StopAsyncIteration:
            break
        if not chunk:
            break
        body += chunk
        if len(body) > largest:
            raise TooLarge
    if length is not None and len(body) != length:
        raise Broken
    return bytes(body)
