"""Plain text from a file that a user hands over: text, Markdown or PDF.

From: a path.  To: `vallum redlines read`.
"""

from __future__ import annotations

from pathlib import Path

from vallum.errors import Problem, UserError

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 400
PDF = b"%PDF"


def read_text_file(path: Path) -> str:
    """Raises UserError for what cannot be read as text: size, coding, or a PDF without text."""
    shown = str(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            told = f"is {size / 1e6:.0f} MB: more than {MOST_BYTES // 1024**2} MB are not read"
            raise UserError(Problem(told, shown))
        content = path.read_bytes()
    except OSError as fault:
        raise UserError(Problem(f"cannot be read: {fault.strerror}", shown)) from fault
    if content.startswith(PDF):
        return _of_pdf(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise UserError(Problem("is not text in UTF-8: save it as UTF-8", shown, line)) from None


def _of_pdf(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        if len(reader.pages) > MOST_PAGES:
            raise UserError(Problem(f"has more than {MOST_PAGES} pages", str(path)))
        text = "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as fault:
        raise UserError(Problem("is no PDF that can be read", str(path))) from fault
    if not text.strip():
        raise UserError(Problem("is a PDF of pictures: it holds no text to read", str(path)))
    return text
