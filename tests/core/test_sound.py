"""Recordings are walked through: notes go, sound stays, and what does not fit together is refused."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.evidence.files.core import sound
from revision_app.evidence.files.core.signature import AAC, MP3, MP4, OGG, WAV, WEBM, FileType, NotTaken, recognised
from tests.support.sounds import SECRET, a_wav, a_webm, an_aac, an_mp3, an_mp4, an_ogg

KINDS: dict[FileType, Callable[[], bytes]] = {
    WAV: a_wav,
    MP3: an_mp3,
    AAC: an_aac,
    MP4: an_mp4,
    OGG: an_ogg,
    WEBM: a_webm,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.ending)
def test_a_recording_is_known_by_its_content_and_loses_its_notes(kind: FileType) -> None:
    body = KINDS[kind]()
    assert recognised(BytesIO(body)) == kind
    kept = sound.played(kind, body)
    assert SECRET not in kept
    assert recognised(BytesIO(kept)) == kind
    assert sound.played(kind, kept) == kept


def test_what_refers_to_places_in_a_file_stays_right() -> None:
    for kind in (MP4, OGG, WEBM):
        assert len(sound.played(kind, KINDS[kind]())) == len(KINDS[kind]())
    assert b"free" in sound.played(MP4, an_mp4())


def test_an_emptied_page_of_ogg_has_its_checksum() -> None:
    page = sound.played(OGG, an_ogg())
    start = page.index(b"OggS", 4)
    end = page.index(b"OggS", start + 4)
    blank = page[start : start + 22] + bytes(4) + page[start + 26 : end]
    assert page[start + 22 : start + 26] == sound._checksum(blank).to_bytes(4, "little")
    assert b"OpusTags" + bytes(8) in page
    vorbis = sound.played(OGG, an_ogg(b"\x01vorbis", b"\x03vorbis"))
    assert b"\x03vorbis" + bytes(8) + b"\1" in vorbis


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        (WAV, a_wav()[:-900], "cut short"),
        (WAV, b"RIFF\x04\0\0\0WAVE", "cut short"),
        (MP3, an_mp3(3), "cut short"),
        (MP3, an_mp3() + b"<html><script>" * 500, "cut short"),
        (MP3, b"ID3\4\0\0\x7f\x7f\x7f\x7f", "cut short"),
        (AAC, an_aac(3), "cut short"),
        (MP4, an_mp4(b"vide"), "moving pictures"),
        (MP4, an_mp4()[:-30], "cut short"),
        (MP4, b"\0\0\0\0ftypM4A ", "cut short"),
        (OGG, an_ogg(b"\x80theora."), "moving pictures"),
        (OGG, an_ogg(b"Speex   "), "neither Opus nor Vorbis"),
        (OGG, an_ogg()[:-5], "cut short"),
        (WEBM, a_webm(1), "moving pictures"),
        (WEBM, a_webm(17), "cut short"),
        (WEBM, a_webm().replace(b"webm", b"mkv!"), "only WebM"),
    ],
)
def test_what_is_no_whole_recording_is_refused_in_words(kind: FileType, body: bytes, words: str) -> None:
    with pytest.raises(NotTaken, match=words):
        sound.played(kind, body)


def test_millions_of_empty_parts_keep_nobody_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "MOST_STEPS", 100)
    for kind, body in (
        (WAV, b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 200),
        (MP3, an_mp3(200)),
        (MP4, b"\0\0\0\x08free" * 200),
        (OGG, an_ogg()[:47] + b"OggS\0\0" + bytes(8) + b"\7\0\0\0" + bytes(9) + an_ogg()[:0]),
        (WEBM, a_webm() + b"\xec\x80" * 200),
    ):
        with pytest.raises(NotTaken):
            sound.played(kind, body)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.ending)
@given(data=st.data())
def test_whatever_is_wrong_with_a_file_it_is_kept_or_refused(kind: FileType, data: st.DataObject) -> None:
    body = bytearray(KINDS[kind]())
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    del body[data.draw(st.integers(1, len(body))) :]
    with suppress(NotTaken):
        sound.played(kind, bytes(body))
