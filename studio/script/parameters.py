"""What a lesson can be rendered for: the values of its parameters."""

from __future__ import annotations

from collections.abc import Mapping

from studio.errors import StudioError
from studio.script.front_matter import FrontMatter
from studio.script.source_file import suggestion


def resolve_parameters(front: FrontMatter, given: Mapping[str, str]) -> dict[str, str]:
    """Give each parameter of a lesson its value.

    Parameters
    ----------
    front
        Names the parameters, each with the value that it has by itself.
    given
        Values that take the place of these, by name.

    Returns
    -------
    dict
        The values in the order of the front matter.

    Raises
    ------
    StudioError
        If the lesson has no parameter of a name that is given.
    """
    own = front.parameters
    for name in given:
        if not own:
            raise StudioError(f"This lesson has no parameters, so `{name}` cannot be set.")
        if name not in own:
            fix = suggestion(name, own) or f"It has: {', '.join(own)}."
            raise StudioError(f"This lesson has no parameter `{name}`. {fix}")
    return {name: given.get(name, value) for name, value in own.items()}
