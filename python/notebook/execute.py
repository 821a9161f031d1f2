"""
Execute the notebook, whose assertions must hold; compare its cells with the book's chapter, or write that chapter.

    python notebook/execute.py            executes, and compares texts and code with docs/src/python.md
    python notebook/execute.py --page     executes, and writes docs/src/python.md with its pictures and times
    python notebook/execute.py --html FILE    executes, and writes the notebook with its outputs as a page
"""

import argparse
import base64
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parent / "numpy-for-performance.ipynb"
CHAPTER = Path(__file__).parents[2] / "docs" / "src" / "python.md"
PICTURES = CHAPTER.parent / "python"


def executed():
    """The notebook with its outputs; ends the program where it is kept with some."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count"):
            sys.exit(f"{NOTEBOOK}: a cell has outputs; keep the notebook without: clear all outputs and save")
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": folder}}).execute()
    return notebook


def source(cell):
    """What the chapter has of a cell before its outputs."""
    return f"```python\n{cell.source}\n```" if cell.cell_type == "code" else cell.source


def shown(output, number):
    """An output as Markdown; a picture is written beside the chapter."""
    if output.output_type == "stream":
        return f"```text\n{output.text.rstrip()}\n```" if output.name == "stdout" else ""
    if picture := output.data.get("image/png"):
        (PICTURES / f"{number}.png").write_bytes(base64.b64decode(picture))
        return f"![The plot of the code above](python/{number}.png)"
    return f"```text\n{output.data['text/plain'].rstrip()}\n```"


def write_chapter(notebook):
    """Write the chapter and its pictures."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    parts = []
    for number, cell in enumerate(notebook.cells):
        parts.append(source(cell))
        parts += [shown(output, number) for output in cell.get("outputs", [])]
    CHAPTER.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def compare_chapter(notebook):
    """End the program where the chapter lacks a cell, or has it in another place."""
    rest = CHAPTER.read_text(encoding="utf-8")
    for cell in notebook.cells:
        _, found, rest = rest.partition(source(cell))
        if not found:
            sys.exit(f"{CHAPTER} lacks a cell of the notebook: run {Path(__file__).name} --page\n\n{source(cell)}")


def main():
    """Execute, then compare or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="write the book's chapter")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write it with its outputs; needs nbconvert")
    args = parser.parse_args()
    notebook = executed()
    if args.html:
        import nbconvert

        args.html.write_text(nbconvert.HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    if args.page:
        write_chapter(notebook)
    else:
        compare_chapter(notebook)
    print(f"{NOTEBOOK.name}: {len(notebook.cells)} cells, every assertion holds")


if __name__ == "__main__":
    main()
