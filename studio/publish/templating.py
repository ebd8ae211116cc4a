"""HTML out of Jinja2 templates: whatever is not there is a mistake, and whatever is written is escaped."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup

from studio.numbers import clock
from studio.script.page import with_formulas

PAGE = Path(str(files("studio.publish"))) / "templates" / "page"
"""The studio's own templates and modules of a page."""


def html_environment(loader: BaseLoader) -> Environment:
    """An environment for templates of HTML, and of CSS, in which nothing is escaped.

    Templates have two filters more than Jinja2 gives: ``formulas``, which sets ``W_Q`` with an index, and
    ``clock``, which writes seconds as ``1:05``.
    """
    environment = Environment(
        loader=loader,
        autoescape=lambda name: name is None or not name.endswith(".css"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["formulas"] = lambda text: Markup(with_formulas(str(text)))
    environment.filters["clock"] = clock
    return environment
