"""Sound as it is kept: walked through from end to end, with only what is needed to play it.

Nothing is decoded. What a recorder or a person noted beside the sound (title, place, day, pictures) is cut off, or
overwritten where it stands, so that whatever refers to places in the file stays right. A file whose parts do not fit
together is refused, and so is one with moving pictures. Of WebM, names and tags are overwritten too.

Sources: RIFF/WAVE (Microsoft, 1991); ISO 11172-3 and 13818-7 (frames); ISO 14496-12 (boxes); RFC 3533, 7845 (Ogg);
RFC 8794, 9559 (EBML, Matroska).
"""

from collections.abc import Callable, Iterator

from .signature import AAC, MP3, MP4, OGG, WAV, WEBM, FileType, NotTaken

MOST_STEPS = 600_000  # parts of one file that are walked through: four hours of the smallest frames
_LEAST_FRAMES = 10  # in a row, of what is taken for MP3 or AAC
_MOST_REST = 0.02  # of the file, that may stand behind its frames: notes, and nothing else
_BIT_RATES = {  # kbit/s by version (MPEG 1, then 2 and 2.5) of layer III
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_NEEDED_AT_TOP = {b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"mfra", b"styp"}
_NEEDED_IN_MOVIE = {b"mvhd", b"trak", b"mvex", b"iods"}
_NEEDED_IN_TRACK = {b"tkhd", b"edts", b"mdia"}
_SEGMENT, _CLUSTER, _INFO, _TRACKS, _TRACK = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
_NOTES = {0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x4461, 0x7384, 0x536E}  # tags, attachments, titles, names …


def played(kind: FileType, body: bytes) -> bytes:
    """The sound of a recording, to be kept in its place. Raises ``NotTaken``."""
    try:
        return _READERS[kind](body)
    except (IndexError, OverflowError) as error:
        raise _damaged() from error


def _damaged() -> NotTaken:
    return NotTaken("This recording is damaged or cut short. Save it again, then upload it.")


def _moving() -> NotTaken:
    return NotTaken("This is a film: it has moving pictures. Save its sound by itself, and upload that.")


def _number(body: bytes, start: int, length: int) -> int:
    """A number of so many bytes, the highest first. Raises ``NotTaken`` where the file ends within it."""
    if not 0 <= start <= len(body) - length:
        raise _damaged()
    return int.from_bytes(body[start : start + length])


class _Steps:
    """Counts parts, so that a file of millions of empty ones keeps nobody busy."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def take(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _damaged()


# WAV


def _wav(body: bytes) -> bytes:
    kept, start, steps = {}, 12, _Steps()
    while start + 8 <= len(body):
        steps.take()
        name, size = body[start : start + 4], int.from_bytes(body[start + 4 : start + 8], "little")
        if name in (b"fmt ", b"fact", b"data"):
            if start + 8 + size > len(body) or name in kept:
                raise _damaged()
            kept[name] = body[start : start + 8 + size] + b"\0" * (size % 2)
        start += 8 + size + size % 2
    if len(kept.get(b"fmt ", b"")) < 24 or len(kept.get(b"data", b"")) <= 8:
        raise _damaged()
    sound = b"".join(kept[name] for name in (b"fmt ", b"fact", b"data") if name in kept)
    return b"RIFF" + (4 + len(sound)).to_bytes(4, "little") + b"WAVE" + sound


# MP3 and AAC: frames in a row


def _mp3(body: bytes) -> bytes:
    return _frames(body, _mp3_frame)


def _aac(body: bytes) -> bytes:
    return _frames(body, _aac_frame)


def _frames(body: bytes, length_of: Callable[[bytes], int]) -> bytes:
    first = start = _behind_notes(body)
    count, steps = 0, _Steps()
    while start < len(body) and (length := length_of(body[start : start + 7])) and start + length <= len(body):
        steps.take()
        count, start = count + 1, start + length
    if count < _LEAST_FRAMES or len(body) - start > max(2_048, _MOST_REST * len(body)):
        raise _damaged()
    return body[first:start]


def _behind_notes(body: bytes) -> int:
    """Where what comes after the notes of ID3, of which there may be several, begins."""
    start, steps = 0, _Steps()
    while body[start : start + 3] == b"ID3" and start + 10 <= len(body):
        steps.take()
        size = body[start + 6 : start + 10]
        footer = 10 if body[start + 5] & 0x10 else 0
        start += 10 + footer + sum((byte & 0x7F) << (7 * (3 - n)) for n, byte in enumerate(size))
    while start < len(body) and body[start] == 0:  # padding
        start += 1
    return start


def _mp3_frame(head: bytes) -> int:
    """The length of the frame of layer III that begins so; 0 for what is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, frequency = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or frequency == 3:
        return 0
    samples, table = (144, 1) if version == 3 else (72, 2)
    return samples * 1000 * _BIT_RATES[table][rate] // _SAMPLE_RATES[version][frequency] + (head[2] >> 1 & 1)


def _aac_frame(head: bytes) -> int:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= 7 else 0


# MP4


def _mp4(body: bytes) -> bytes:
    out, steps = bytearray(body), _Steps()
    tops = list(_boxes(body, 0, len(body), steps))
    names = [name for name, _, _, _ in tops]
    movie = next(((start, end) for name, _, start, end in tops if name == b"moov"), None)
    if movie is None or not {b"mdat", b"moof"} & set(names):
        raise _damaged()
    for name, place, start, end in tops:
        if name not in _NEEDED_AT_TOP:
            _free(out, place, start, end)
    tracks = 0
    for name, place, start, end in _boxes(body, *movie, steps):
        if name == b"mvhd":
            _forget_times(out, start)
        elif name == b"trak":
            tracks += 1
            _clean_track(body, out, start, end, steps)
        elif name not in _NEEDED_IN_MOVIE:
            _free(out, place, start, end)
    if not tracks:
        raise _damaged()
    return bytes(out)


def _clean_track(body: bytes, out: bytearray, start: int, end: int, steps: _Steps) -> None:
    is_sound = False
    for name, place, inner, inner_end in _boxes(body, start, end, steps):
        if name not in _NEEDED_IN_TRACK:
            _free(out, place, inner, inner_end)
        elif name == b"tkhd":
            _forget_times(out, inner)
        elif name == b"mdia":
            for part, part_place, media, media_end in _boxes(body, inner, inner_end, steps):
                if part == b"mdhd":
                    _forget_times(out, media)
                elif part == b"hdlr":
                    is_sound = body[media + 8 : media + 12] == b"soun"
                    out[media + 24 : media_end] = bytes(max(media_end - media - 24, 0))
                elif part != b"minf":
                    _free(out, part_place, media, media_end)
    if not is_sound:
        raise _moving()


def _boxes(body: bytes, start: int, end: int, steps: _Steps) -> Iterator[tuple[bytes, int, int, int]]:
    """The boxes between two places: their names, where each name stands, and where what is in each begins and ends."""
    while start < end:
        steps.take()
        size, name, head = _number(body, start, 4), body[start + 4 : start + 8], 8
        if size == 1:
            size, head = _number(body, start + 8, 8), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise _damaged()
        yield name, start + 4, start + head, start + size
        start += size


def _free(out: bytearray, place: int, start: int, end: int) -> None:
    """Make a box one that nobody reads, as long as it was."""
    out[place : place + 4] = b"free"
    out[start:end] = bytes(end - start)


def _forget_times(out: bytearray, start: int) -> None:
    """When it was made and changed, in a header of 32 or of 64 bits."""
    length = 16 if out[start] == 1 else 8
    out[start + 4 : start + 4 + length] = bytes(length)


# Ogg


def _ogg(body: bytes) -> bytes:
    """The second packet of a stream holds its notes: they are made empty, and what follows in the packet zero."""
    out, start, steps = bytearray(body), 0, _Steps()
    packets: dict[int, int] = {}  # how many have ended, by stream
    while start < len(body):
        steps.take()
        segments = _number(body, start + 26, 1)
        table = body[start + 27 : start + 27 + segments]
        data = start + 27 + segments
        end = data + sum(table)
        if body[start : start + 4] != b"OggS" or len(table) < segments or end > len(body):
            raise _damaged()
        stream, is_first = _number(body, start + 14, 4), bool(body[start + 5] & 2)
        if is_first:
            _must_be_sound(body[data : data + 8])
            packets[stream] = 0
        if stream not in packets:
            raise _damaged()
        place, is_touched, begins = data, False, not body[start + 5] & 1
        for size in table:
            if packets[stream] == 1 and size:
                _empty_notes(out, place, size, begins=begins)
                is_touched = True
            place, begins = place + size, size < 255
            packets[stream] += size < 255
        if is_touched:
            out[start + 22 : start + 26] = bytes(4)
            out[start + 22 : start + 26] = _checksum(out[start:end]).to_bytes(4, "little")
        start = end
    if not packets or min(packets.values()) < 3:
        raise _damaged()
    return bytes(out)


def _must_be_sound(head: bytes) -> None:
    if head[:7] == b"\x80theora" or head[:5] == b"BBCD\0" or head[:5] == b"\x01vide":
        raise _moving()
    if head != b"OpusHead" and head[:7] != b"\x01vorbis":
        raise NotTaken("The sound in this file is neither Opus nor Vorbis. Save it as MP3, and upload that.")


def _empty_notes(out: bytearray, place: int, size: int, *, begins: bool) -> None:
    head = b""
    if begins:
        name = bytes(out[place : place + 8])
        head = name if name == b"OpusTags" else name[:7]
        if head not in (b"OpusTags", b"\x03vorbis"):
            raise _damaged()
        if head == b"\x03vorbis":
            head += bytes(8) + b"\1"  # no vendor, no notes, and the bit that ends them
    filled = head[:size]
    out[place : place + size] = filled + bytes(size - len(filled))


def _checksum_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        rest = byte << 24
        for _ in range(8):
            rest = (rest << 1 ^ 0x04C11DB7 if rest & 0x80000000 else rest << 1) & 0xFFFFFFFF
        table.append(rest)
    return tuple(table)


_CHECKSUMS = _checksum_table()


def _checksum(page: bytes | bytearray) -> int:
    rest = 0
    for byte in page:
        rest = (rest << 8 & 0xFFFFFFFF) ^ _CHECKSUMS[rest >> 24 ^ byte]
    return rest


# WebM


def _webm(body: bytes) -> bytes:
    out, steps = bytearray(body), _Steps()
    first, start, end = _element(body, 0, len(body))
    if first != 0x1A45DFA3 or b"webm" not in body[start:end]:
        raise NotTaken("Of this kind of file only WebM is kept. Save the sound as MP3, and upload that.")
    kinds = _walk(body, out, end, steps)
    if 1 in kinds:
        raise _moving()
    if 2 not in kinds:
        raise _damaged()
    return bytes(out)


def _walk(body: bytes, out: bytearray, start: int, steps: _Steps) -> list[int]:
    """What the tracks are. Goes through all elements and empties notes; clusters are passed over."""
    kinds, end = [], len(body)
    while start < end:
        steps.take()
        name, inner, inner_end = _element(body, start, end)
        if name in (_SEGMENT, _INFO, _TRACKS, _TRACK) or (name == _CLUSTER and inner_end == end):
            start = inner  # what is in it is walked through next, also where its length is not known
            continue
        if name in _NOTES:
            _void(out, start, inner_end)
        elif name == 0x83:  # what a track is
            kinds.append(_number(body, inner, min(inner_end - inner, 8)))
        start = inner_end
    return kinds


def _element(body: bytes, start: int, end: int) -> tuple[int, int, int]:
    """The name of an element, and where what is in it begins and ends; ``end`` where its length is not known."""
    length = _vint_length(body, start, 4)
    name = _number(body, start, length)
    width = _vint_length(body, start + length, 8)
    size = _number(body, start + length, width) & ((1 << 7 * width) - 1)
    inner = start + length + width
    if size == (1 << 7 * width) - 1:
        return name, inner, end
    if inner + size > len(body):
        raise _damaged()
    return name, inner, inner + size


def _vint_length(body: bytes, start: int, most: int) -> int:
    length = 9 - _number(body, start, 1).bit_length()
    if length > most:
        raise _damaged()
    return length


def _void(out: bytearray, start: int, end: int) -> None:
    """Make an element one that nobody reads, as long as it was."""
    total = end - start
    width = 8 if total >= 9 else 1
    size = total - 1 - width
    head = b"\xec" + ((1 << 7 * width) | size).to_bytes(width)
    out[start:end] = head + bytes(size)


_READERS: dict[FileType, Callable[[bytes], bytes]] = {
    WAV: _wav,
    MP3: _mp3,
    AAC: _aac,
    MP4: _mp4,
    OGG: _ogg,
    WEBM: _webm,
}
