"""What a file is, said by its first bytes and never by its name."""

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import SEEK_END
from typing import BinaryIO

from ....shared.refusal import Refusal

MOST_UNPACKED = 200 * 1024 * 1024  # bytes that an office file may unpack to: a bomb unpacks to far more
MOST_ENTRIES = 5_000  # of an office file, which is a ZIP archive
_HEAD = 4_096  # bytes at the start of a file, which say what it is
_TAIL = 2_048  # bytes at the end of a PDF among which its end mark stands
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
TAKEN = (
    "Photographs as JPEG, PNG or WebP, recordings as MP3, M4A, AAC, WAV, Ogg or WebM, and documents as PDF, Word, "
    "Excel, PowerPoint or OpenDocument are kept here."
)


class FileKind(StrEnum):
    PHOTOGRAPH = "photograph"
    DOCUMENT = "document"
    RECORDING = "recording"


class NotTaken(Refusal):
    """The content of a file is none that is kept here."""

    status = 422


@dataclass(frozen=True)
class FileType:
    kind: FileKind
    media_type: str
    ending: str

    def named(self, name: str) -> str:
        """The name with the ending that the content has: what is downloaded opens as what it is."""
        return name if name.lower().endswith(f".{self.ending}") else f"{name}.{self.ending}"


JPEG = FileType(FileKind.PHOTOGRAPH, "image/jpeg", "jpg")
PNG = FileType(FileKind.PHOTOGRAPH, "image/png", "png")
WEBP = FileType(FileKind.PHOTOGRAPH, "image/webp", "webp")
PDF = FileType(FileKind.DOCUMENT, "application/pdf", "pdf")
WAV = FileType(FileKind.RECORDING, "audio/wav", "wav")
MP3 = FileType(FileKind.RECORDING, "audio/mpeg", "mp3")
AAC = FileType(FileKind.RECORDING, "audio/aac", "aac")
MP4 = FileType(FileKind.RECORDING, "audio/mp4", "m4a")
OGG = FileType(FileKind.RECORDING, "audio/ogg", "ogg")
WEBM = FileType(FileKind.RECORDING, "audio/webm", "webm")
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "word/document.xml": FileType(FileKind.DOCUMENT, f"{_OPEN_XML}wordprocessingml.document", "docx"),
    "xl/workbook.xml": FileType(FileKind.DOCUMENT, f"{_OPEN_XML}spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": FileType(FileKind.DOCUMENT, f"{_OPEN_XML}presentationml.presentation", "pptx"),
}
_OPEN_DOCUMENT = {
    f"application/vnd.oasis.opendocument.{name}": FileType(
        FileKind.DOCUMENT, f"application/vnd.oasis.opendocument.{name}", ending
    )
    for name, ending in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
}


def recognised(file: BinaryIO) -> FileType:
    """The type of a file, of which only the ends are read. Raises ``NotTaken``, which says what to do instead."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise NotTaken("The file is empty. Choose it again, or another one.")
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        file.seek(max(0, size - _TAIL))
        if b"%%EOF" not in file.read(_TAIL):
            raise NotTaken("This PDF is cut short: its end is missing. Save it again, then upload it.")
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _archive(file)
    if sound := _sound(head):
        return sound
    raise NotTaken(_instead(head))


def _sound(head: bytes) -> FileType | None:
    """What kind of recording a file begins like; ``sound.played`` looks whether it is one."""
    frame = int.from_bytes(head[:2])
    begins_like = {
        WAV: head.startswith(b"RIFF") and head[8:12] == b"WAVE",
        OGG: head.startswith(b"OggS"),
        WEBM: head.startswith(b"\x1a\x45\xdf\xa3"),
        MP4: head[4:8] == b"ftyp" and head[8:12] not in _HEIF_BRANDS,
        MP3: head.startswith(b"ID3") or frame & 0xFFE6 == 0xFFE2,
        AAC: frame & 0xFFF6 == 0xFFF0,
    }
    return next((kind for kind, so in begins_like.items() if so), None)


def _instead(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "This photograph is in a format that few programs open (HEIC or AVIF). Save it as JPEG and upload that."
    if b"<svg" in head.lower():
        return "SVG drawings can hold scripts, so they are not kept here. Save it as PNG and upload that."
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "This is an office file of an old format, or one with a password. Save it as PDF and upload that."
    return f"The content of this file is none that is kept here, whatever its name says. {TAKEN}"


def _archive(file: BinaryIO) -> FileType:
    """The type of an office file, which is a ZIP archive; nothing in it is unpacked but the name of its type."""
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            named = packed.open("mimetype").read(100) if "mimetype" in names else b""
    except Exception as error:  # a malformed archive raises whatever its fault leads to
        raise NotTaken("This file is damaged or cut short. Save it again, then upload it.") from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise NotTaken("This file would unpack to far more than it says. Save it as PDF and upload that.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken("This office file has macros in it. Save it without them, or as PDF, and upload that.")
    opened = next((kind for name, kind in _OFFICE.items() if name in names), None)
    if opened and "[Content_Types].xml" in names:
        return opened
    document = _OPEN_DOCUMENT.get(named.decode("ascii", "replace").strip())
    if document is None:
        raise NotTaken(f"An archive of files is not kept here: upload each file by itself. {TAKEN}")
    return document
