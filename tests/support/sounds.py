"""Recordings for tests, made byte by byte: each holds "SECRET" wherever its kind has room for notes."""

from revision_app.evidence.files.core import sound

SECRET = b"SECRET"


def a_wav(seconds: float = 0.2) -> bytes:
    """Silence of 8 kHz, 8 bits; browsers play it."""
    samples = b"\x80" * int(8_000 * seconds)
    form = _riff(b"fmt ", bytes.fromhex("01000100401f0000401f000001000800"))
    parts = form + _riff(b"LIST", b"INFOINAM" + SECRET) + _riff(b"data", samples) + _riff(b"id3 ", SECRET)
    return b"RIFF" + (4 + len(parts)).to_bytes(4, "little") + b"WAVE" + parts


def _riff(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def an_mp3(frames: int = 40) -> bytes:
    """MPEG 1, layer III, 128 kbit/s at 44.1 kHz, between notes of both kinds."""
    return b"ID3\4\0\0\0\0\0\x06" + SECRET + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + b"TAG" + SECRET + bytes(119)


def an_aac(frames: int = 40) -> bytes:
    return (b"\xff\xf1\x50\x80\x08\x1f\xfc" + bytes(57)) * frames


def an_mp4(handler: bytes = b"soun") -> bytes:
    header = _box(b"mvhd", bytes(4) + SECRET + bytes(2) + bytes(88))
    described = _box(b"hdlr", bytes(8) + handler + bytes(12) + SECRET + b"\0")
    media = _box(b"mdia", _box(b"mdhd", bytes(4) + SECRET + bytes(14)) + described + _box(b"minf", bytes(8)))
    track = _box(b"trak", _box(b"tkhd", bytes(4) + SECRET + bytes(78)) + media + _box(b"udta", SECRET))
    movie = _box(b"moov", header + track + _box(b"udta", _box(b"\xa9xyz", SECRET)))
    wide = b"\0\0\0\1uuid" + (16 + len(SECRET)).to_bytes(8) + SECRET
    return _box(b"ftyp", b"M4A \0\0\0\0") + movie + wide + _box(b"mdat", bytes(64))


def _box(name: bytes, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4) + name + body


def an_ogg(first: bytes = b"OpusHead", notes: bytes = b"OpusTags") -> bytes:
    """Three pages of one stream; the notes go on in a second segment."""
    said = notes + (255).to_bytes(4, "little") + SECRET * 60
    pages = ((2, first + bytes(11)), (0, said), (4, bytes(40)))
    return b"".join(_page(number, flags, body) for number, (flags, body) in enumerate(pages))


def _page(number: int, flags: int, body: bytes) -> bytes:
    table = bytes([255] * (len(body) // 255) + [len(body) % 255])
    head = b"OggS\0" + bytes([flags]) + bytes(8) + b"\7\0\0\0" + number.to_bytes(4, "little")
    page = head + bytes(4) + bytes([len(table)]) + table + body
    return page[:22] + sound._checksum(page).to_bytes(4, "little") + page[26:]


def a_webm(track: int = 2) -> bytes:
    head = b"\x1a\x45\xdf\xa3" + _sized(b"\x42\x82" + _sized(b"webm"))
    info = b"\x15\x49\xa9\x66" + _sized(b"\x7b\xa9" + _sized(SECRET) + b"\x2a\xd7\xb1" + _sized(b"\x0f\x42\x40"))
    entry = b"\xae" + _sized(b"\xd7" + _sized(b"\1") + b"\x83" + _sized(bytes([track])) + b"\x53\x6e" + _sized(SECRET))
    tags = b"\x12\x54\xc3\x67" + _sized(SECRET)
    cluster = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7" + _sized(b"\0") + b"\xa3" + _sized(bytes(20))
    return head + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + info + b"\x16\x54\xae\x6b" + _sized(entry) + tags + cluster


def _sized(body: bytes) -> bytes:
    return bytes([0x80 | len(body)]) + body
