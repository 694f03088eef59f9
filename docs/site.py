"""What the site has beyond the pages: a list of the decisions, and links to files that are no pages lead to the repository."""

import re
from pathlib import Path

from mkdocs.structure.files import File

_OUTSIDE = re.compile(r"\]\(\.\./(?!\.\./)([^)#]+)\)")


def on_files(files, config):
    """Adds the list of decisions, made of their titles."""
    decisions = sorted(Path(config.docs_dir, "adr").glob("[0-9]*.md"))
    rows = [
        "- [{}]({})".format(path.read_text(encoding="utf-8").splitlines()[0].lstrip("# "), path.name)
        for path in decisions
        if not path.name.startswith("0000")
    ]
    page = "# Decisions\n\nWhy it is so: a record for each decision, with what was measured and what was rejected.\n\n" + "\n".join(rows)
    files.append(File.generated(config, "adr/index.md", content=page + "\n"))
    return files


def on_page_markdown(markdown, page, config, files):
    """Links out of the folder, and to the decisions' folder."""
    if not page.file.src_uri.startswith("adr/"):
        markdown = markdown.replace("](adr)", "](adr/index.md)")
        markdown = _OUTSIDE.sub(rf"]({config.repo_url}/blob/master/\1)", markdown)
    return markdown
