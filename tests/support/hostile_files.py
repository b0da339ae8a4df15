"""Files nobody should be able to hand in, and harmless ones of each kind, made in memory."""

import io
import stat
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def pdf_with(dictionary, stream):
    """A PDF with one stream more, whose bytes are as given."""
    wanted = b"2 0 obj\n<< " + dictionary + b" >>\nstream\n" + stream + b"\nendstream\nendobj\n"
    return PDF.replace(b"trailer", wanted + b"trailer")


def image(kind="PNG", size=(4, 4)):
    written = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(written, kind)
    return written.getvalue()


def archive(entries, *, links=()):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name in links:
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, content)
    return written.getvalue()


def office(part="word/document.xml", links=(), **more):
    extra = {name.replace("__", "/"): content for name, content in more.items()}
    return archive({"[Content_Types].xml": "<Types/>", part: "<document/>", **extra}, links=links)


def huge_png(width=50_000, height=50_000):
    """A PNG of some hundred bytes that says it is 50,000 pixels wide and high."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>fetch('/w/acme/')</script>"

# name -> bytes: each must be refused, whatever it calls itself.
HOSTILE = {
    "empty.pdf": b"",
    "noise.pdf": bytes(range(256)) * 8,
    "noise.png": b"\x00\x01\x02 not an image",
    "program.exe": b"MZ" + b"\x90\x00" * 200,
    "program.pdf": b"MZ" + b"\x90\x00" * 200,
    "program.txt": b"\x7fELF\x02\x01\x01" + b"\x00" * 200,
    "script.sh": b"#!/bin/sh\nrm -rf /\n",
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "drawing.txt": SVG,
    "page.html": HTML,
    "page.csv": HTML,
    "page.txt": b"  \n" + HTML,
    "page16.txt": b"\xff\xfe" + "<script>alert(1)</script>".encode("utf-16-le"),
    "code.csv": b"<?php system($_GET['c']); ?>",
    "with_nul.csv": b"name,amount\x00\nAcme,1\n",
    "png_called.pdf": image(),
    "pdf_called.png": PDF,
    "jpg_called.png": image("JPEG"),
    "no_extension": image(),
    "cut_off.png": image(size=(400, 400))[:200],
    "cut_off.pdf": b"%PDF-1.7\n1 0 obj\n",
    "huge.png": huge_png(),
    "with_script.pdf": PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    "with_packed_script.pdf": pdf_with(
        b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(b"4 0 << /S /JavaScript /JS (x) >>")
    ),
    "with_script_in_a_stream.pdf": pdf_with(b"/Length 40", b"endobj\n3 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj"),
    "with_launch.pdf": PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch /F (cmd.exe) >>"),
    "plain.zip": archive({"a.txt": "a"}),
    "zip_called.xlsx": archive({"a.txt": "a"}),
    "macro.docx": office(word__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin"),
    "macro.xlsx": office("xl/workbook.xml", xl__macrosheets__sheet1="x"),
    "embedded.docx": office(word__embeddings__oleObject1="x"),
    "slip.docx": archive({"[Content_Types].xml": "", "word/document.xml": "", "../../etc/cron.d/x": "x"}),
    "rooted.docx": archive({"[Content_Types].xml": "", "word/document.xml": "", "/etc/passwd": "x"}),
    "link.docx": archive(
        {"[Content_Types].xml": "", "word/document.xml": "", "word/link": "/etc/passwd"}, links=("word/link",)
    ),
    "bomb.xlsx": office("xl/workbook.xml", xl__sheet1=b"0" * 60_000_000),
    "damaged.docx": office()[:-30],
    "gzip.csv": b"\x1f\x8b\x08\x00" + b"\x00" * 60,
    "sqlite.txt": b"SQLite format 3\x00" + b"\x00" * 80,
}

# name -> bytes: each is taken.
HARMLESS = {
    "photo.png": image(),
    "photo.jpg": image("JPEG"),
    "photo.jpeg": image("JPEG"),
    "photo.gif": image("GIF"),
    "photo.webp": image("WEBP"),
    "paper.pdf": PDF,
    "chance.pdf": pdf_with(b"/Filter /FlateDecode", b"x\x9c\xed/JS\xff\x00\x8b/XFA\x01" + bytes(range(128, 256))),
    "table.csv": "name;amount\nMüller <AG>;1\n".encode(),
    "latin.csv": "name;amount\nMüller;1\n".encode("latin-1"),
    "wide.txt": b"\xff\xfe" + "a plain note".encode("utf-16-le"),
    "book.xlsx": office("xl/workbook.xml"),
    "letter.docx": office(),
    "talk.pptx": office("ppt/presentation.xml"),
}
