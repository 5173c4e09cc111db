"""Decode one image and write it anew, in a process of its own that may use so much memory and time and no more.

Started as a script, so that nothing of the site is imported. Arguments: the image, and a folder to write
``photograph.jpg`` and ``thumbnail.jpg`` into. Standard input: JSON, the rectangles to cover, each as left, top, width
and height in hundredths of a per cent of the picture. Standard output: JSON, ``width`` and ``height`` in pixels, or
what the ``problem`` is.
"""

import json
import resource
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

MOST_PIXELS = 40_000_000
MOST_OF_WEBP = 4_200_000  # which is decoded into four copies
MOST_DECODED = 48 * 1024 * 1024  # bytes: 12.5 megapixels in colours, of which each takes four
MOST_OF_PROGRESSIVE = 12_500_000  # pixels of a JPEG that is kept in memory before it is decoded
MOST_WHOLE, MOST_WHOLE_PROGRESSIVE = 12_500_000, 6_000_000  # of a JPEG; larger ones are decoded at a half, or less
MEMORY = 150 * 1024 * 1024  # bytes of addresses, some 130 of them used: what the site has left for one picture
ONE_BYTE = ("1", "L", "P")  # modes in which a pixel takes one
SECONDS = 20  # of a processor
LONGEST_SIDE = 3_000  # pixels that are kept
THUMBNAIL_SIDE = 480  # pixels
QUALITY = 90
STRIP = 128  # rows of the picture that is kept
ORIENTATION = 0x0112  # of Exif
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PARTS = 10_000  # of a side: the unit of rectangles


def main(source: Path, folder: Path, rectangles: list[list[int]]) -> dict[str, Any]:
    """Write both pictures; what there is to say of them."""
    Image.MAX_IMAGE_PIXELS = None  # counted below, with words of our own
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                return {"problem": "pixels"}
            if _takes_too_much(image):
                return {"problem": "memory"}
            picture = _plain(image)
    except MemoryError:
        return {"problem": "memory"}
    except Exception:  # malformed files raise whatever their fault leads to
        return {"problem": "damaged"}
    _cover(picture, rectangles)
    picture.save(folder / "photograph.jpg", quality=QUALITY)
    size = {"width": picture.width, "height": picture.height}
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    picture.save(folder / "thumbnail.jpg", quality=QUALITY - 10)
    return size


def _takes_too_much(image: Image.Image) -> bool:
    """Whether a picture needs more memory than one may have; that of a JPEG which is read in one go is never much."""
    pixels = image.width * image.height
    match image.format:
        case "WEBP":
            return pixels > MOST_OF_WEBP
        case "JPEG":
            return bool(image.info.get("progressive")) and pixels > MOST_OF_PROGRESSIVE
    return pixels * (1 if image.mode in ONE_BYTE else 4) > MOST_DECODED


def _plain(image: Image.Image) -> Image.Image:
    """Red, green and blue of the common colour space, upright, with nothing of what the file said beside.

    Made strip by strip, each as wide as it will be: there is never a second copy of the whole picture.
    """
    _draft(image)
    factor = max(1, max(image.size) // LONGEST_SIDE)
    height = -(-image.height // factor)
    width = -(-image.width // factor)
    kept = width if max(width, height) <= LONGEST_SIDE else max(1, round(width * LONGEST_SIDE / max(width, height)))
    plain = Image.new("RGB", (kept, height))
    step = STRIP * factor
    for top in range(0, image.height, step):
        strip = _opaque(image.crop((0, top, image.width, min(top + step, image.height)))).reduce(factor)
        plain.paste(strip if strip.width == kept else strip.resize((kept, strip.height)), (0, top // factor))
    was_coloured = image.mode == "RGB"
    profile, turned = image.info.get("icc_profile"), image.getexif().get(ORIENTATION, 1)
    image.close()
    if kept != width:
        plain = plain.resize((kept, max(1, round(height * kept / width))))
    if profile and was_coloured:
        plain = _in_common_colours(plain, profile)
    return plain.transpose(TURNS[turned]) if turned in TURNS else plain


def _draft(image: Image.Image) -> None:
    """Have a JPEG decoded at a half, a quarter or an eighth, where the whole would take too much or be made smaller."""
    most = MOST_WHOLE_PROGRESSIVE if image.info.get("progressive") else MOST_WHOLE
    factor = max(1, max(image.size) // LONGEST_SIDE, 1 + (image.width * image.height > most))
    image.draft("RGB", (image.width // factor, image.height // factor))


def _opaque(strip: Image.Image) -> Image.Image:
    """A strip on white."""
    if strip.mode.startswith("I"):  # grey in 16 bits
        return strip.convert("I").point(lambda grey: grey * (1 / 256)).convert("RGB")
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    ground = Image.new("RGBA", strip.size, "white")
    ground.alpha_composite(strip.convert("RGBA"))
    return ground.convert("RGB")


def _in_common_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """Phones photograph in wider colours: read as common ones, redness would be paler than it was."""
    from PIL import ImageCms

    with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a profile that is none changes nothing
        common = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(BytesIO(profile)), common) or picture
    return picture


def _cover(picture: Image.Image, rectangles: list[list[int]]) -> None:
    drawing = ImageDraw.Draw(picture)
    for left, top, width, height in rectangles:
        across, down = picture.width / PARTS, picture.height / PARTS
        corner = int(left * across), int(top * down)
        other = int((left + width) * across) + 1, int((top + height) * down) + 1
        drawing.rectangle((corner, other), fill="black")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))))
