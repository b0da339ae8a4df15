"""Reading PDFs back in tests: every stream unpacked, and the words as a reader would copy them."""

import re
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

SHOWN = re.compile(rb"/(\S+) \S+ Tf|\[(.*?)\] ?TJ|<([0-9a-fA-F]+)> ?Tj", re.DOTALL)
PAIR = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")


def reader_of(pdf):
    return PdfFileReader(BytesIO(pdf))


def streams_of(pdf):
    """The plain content of every stream of the file: pages, fonts, images, attachments."""
    reader = reader_of(pdf)
    items = [reader.get_object(reference) for reference in reader.xrefs.explicit_refs_in_revision(0)]
    return [item.data for item in items if isinstance(item, generic.StreamObject)]


def text_of(pdf):
    """The words of all pages, one line per shown run, decoded by each font's own table."""
    reader = reader_of(pdf)
    lines = []
    for index in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(index)[0].get_object()
        fonts = page["/Resources"]["/Font"]
        tables = {name.lstrip("/").encode(): _table(fonts[name]) for name in fonts}
        contents = page["/Contents"]
        streams = [item.get_object() for item in contents] if isinstance(contents, generic.ArrayObject) else [contents]
        lines += _runs(b"\n".join(stream.data for stream in streams), tables)
    return "\n".join(lines)


def _table(font):
    pairs = PAIR.findall(font["/ToUnicode"].data)
    return {code.lower(): bytes.fromhex(word.decode()).decode("utf-16-be") for code, word in pairs}


def _runs(content, tables):
    table, lines = {}, []
    for font, array, plain in SHOWN.findall(content):
        if font:
            table = tables.get(font, {})
            continue
        codes = b"".join(re.findall(rb"<([0-9a-fA-F]+)>", array)) if array else plain
        lines.append("".join(table.get(codes[i : i + 4].lower(), "") for i in range(0, len(codes), 4)))
    return lines
