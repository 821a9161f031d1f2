"""Pages inside a notebook."""

from __future__ import annotations

from html import escape

# Twice, as a scroll bar that the first makes needless has narrowed the page.
_FIT = "for (const _ of [1, 2]) this.style.height = this.contentDocument.documentElement.scrollHeight + 'px'"


def frame(page: str, title: str) -> str:
    """
    A page as part of another, as high as its content where the notebook lets it be asked.

    In a frame the page keeps its own style, light or dark, and its own width.
    """
    style = "width: 100%; height: 640px; border: 0"
    return f'<iframe title="{escape(title)}" style="{style}" onload="{_FIT}" srcdoc="{escape(page)}"></iframe>'
