"""Manim's camera with its inner loop out of Python: the same pixels, several times faster.

Manim hands each curve of a path to Cairo by a call of its own. Here a path is laid out as an array, in the
form that Cairo keeps paths in, and handed over at once by ``cairo_append_path``. Fills and strokes that leave
no mark are left out. Neither changes a pixel.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import cairo
import numpy as np
from manim import Mobject, MovingCamera, VMobject
from numpy.typing import NDArray

from studio.scene.manim_compat import POINTS_ATOL, POINTS_RTOL

# enum _cairo_path_data_type
_MOVE_TO, _CURVE_TO, _CLOSE_PATH = 0, 2, 3

_LIBRARIES = {"linux": "libcairo.so.2", "darwin": "libcairo.2.dylib", "win32": "libcairo-2.dll"}


class _CairoPath(ctypes.Structure):
    """``cairo_path_t`` of cairo.h."""

    _fields_ = (("status", ctypes.c_int), ("data", ctypes.c_void_p), ("num_data", ctypes.c_int))


@lru_cache(maxsize=1)
def _append_path() -> Any:
    """``cairo_append_path`` of the library that pycairo uses, or None where it cannot be had."""
    try:
        library = ctypes.CDLL(_LIBRARIES[sys.platform])
        function = library.cairo_append_path
        version = library.cairo_version()
    except (KeyError, OSError, AttributeError):
        return None
    if version != cairo.cairo_version():
        return None  # another copy than pycairo's
    function.argtypes = (ctypes.c_void_p, ctypes.POINTER(_CairoPath))
    function.restype = None
    return function


def path_data(
    points: NDArray[np.float64], first: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Lay out the outlines of many mobjects as Cairo keeps a path, all at once.

    Parameters
    ----------
    points
        Shape (4n, 2): anchor, handle, handle, anchor of each cubic curve.
    first
        The curve with which each mobject begins, shape (m,), in order, starting with 0; each mobject has one
        curve or more.

    Returns
    -------
    tuple[NDArray[np.float64], NDArray[np.int64]]
        The ``cairo_path_data_t`` of all mobjects, shape (k, 2), a header being two int32 in the place of the
        first number; and where each mobject's begin in it and the last one's end, shape (m + 1,).
    """
    curves = points.reshape(-1, 4, 2)
    starts, ends = curves[:, 0], curves[:, 3]
    # A subpath ends where the next curve begins elsewhere: VMobject.get_subpath_split_indices_from_points.
    begins = np.empty(len(curves), dtype=bool)
    begins[0] = True
    begins[1:] = ~_near(ends[:-1], starts[1:])
    begins[first] = True
    begin = np.flatnonzero(begins)
    end = np.append(begin[1:], len(curves)) - 1
    closed = _near(starts[begin], ends[end])
    # Before each curve of a subpath: its move_to, of two items; after its last one, perhaps close_path.
    extra = np.zeros(len(curves) + 1, dtype=np.int64)
    extra[begin] += 2
    extra[end + 1] += closed
    at = 4 * np.arange(len(curves) + 1) + np.cumsum(extra)
    length = at[-1]
    at = at[:-1]
    data = np.zeros((length, 2))
    headers = data.view(np.int32)
    headers[at, 0], headers[at, 1] = _CURVE_TO, 4
    for item in (1, 2, 3):
        data[at + item] = curves[:, item]
    moves = at[begin] - 2
    headers[moves, 0], headers[moves, 1] = _MOVE_TO, 2
    data[moves + 1] = starts[begin]
    closes = at[end[closed]] + 4
    headers[closes, 0], headers[closes, 1] = _CLOSE_PATH, 1
    return data, np.append(at[first] - 2, length)


def _near(points: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether points coincide as Manim sees it."""
    near = np.abs(points - others) <= POINTS_ATOL + POINTS_RTOL * np.abs(others)
    return np.logical_and(near[:, 0], near[:, 1])


class StudioCamera(MovingCamera):
    """`MovingCamera`, drawing the same pixels with less work."""

    def get_mobjects_to_display(
        self,
        mobjects: Iterable[Mobject],
        include_submobjects: bool = True,
        excluded_mobjects: list[Mobject] | None = None,
    ) -> list[Mobject]:
        """The mobjects to draw, with their families, in the order of drawing."""
        if not include_submobjects or excluded_mobjects:
            return super().get_mobjects_to_display(mobjects, include_submobjects, excluded_mobjects)
        found = [mobject for mobject in in_families(mobjects) if mobject.get_num_points() > 0]
        return sorted(found, key=lambda mobject: mobject.z_index) if self.use_z_index else found

    def display_multiple_non_background_colored_vmobjects(
        self, vmobjects: Iterable[VMobject], pixel_array: Any
    ) -> None:
        """Draw mobjects in their order; what would leave no mark is left out."""
        shown = [vmobject for vmobject in vmobjects if any(self.marks(vmobject))]
        if not shown:
            return
        if not can_paint() or not are_regular(shown):
            # Half curves, and points that are none, are Manim's to judge.
            super().display_multiple_non_background_colored_vmobjects(shown, pixel_array)
        else:
            self.paint(shown, self.get_cairo_context(pixel_array))

    def paint(self, vmobjects: Sequence[VMobject], context: cairo.Context[Any]) -> None:
        """Draw mobjects with regular outlines, one or more, in their order.

        Parameters
        ----------
        vmobjects
            All with `are_regular` outlines.
        context
            Of the picture, in the coordinates of the scene.
        """
        outlines = [vmobject.points for vmobject in vmobjects]
        lengths = np.array([len(points) for points in outlines])
        data, at = path_data(np.concatenate(outlines)[:, :2], (np.cumsum(lengths) - lengths) // 4)
        append = _append_path()
        # PycairoContext is a PyObject followed by its cairo_t*.
        pointer = ctypes.c_void_p.from_address(id(context) + object.__basicsize__)
        address, size = data.ctypes.data, data.itemsize * 2
        path = _CairoPath(0, None, 0)
        reference = ctypes.byref(path)
        for vmobject, begin, end in zip(vmobjects, at[:-1].tolist(), at[1:].tolist(), strict=True):
            path.data, path.num_data = address + size * begin, end - begin
            context.new_path()
            append(pointer, reference)
            back, fill, front = self.marks(vmobject)
            if back:
                self.apply_stroke(context, vmobject, background=True)
            if fill:
                self.apply_fill(context, vmobject)
            if front:
                self.apply_stroke(context, vmobject)

    def marks(self, vmobject: VMobject) -> tuple[bool, bool, bool]:
        """Whether the stroke behind, the fill, and the stroke in front of a mobject leave a mark."""
        return (
            vmobject.get_stroke_width(True) != 0
            and _is_seen(self.get_stroke_rgbas(vmobject, background=True)),
            _is_seen(self.get_fill_rgbas(vmobject)),
            vmobject.get_stroke_width() != 0 and _is_seen(self.get_stroke_rgbas(vmobject)),
        )


def in_families(mobjects: Iterable[Mobject]) -> list[Mobject]:
    """All mobjects with all their submobjects, each once, where it comes last.

    What `manim.utils.family.extract_mobject_family_members` finds, each family being walked once.
    """
    families: dict[int, list[Mobject]] = {}

    def family(mobject: Mobject) -> list[Mobject]:
        known = families.get(id(mobject))
        if known is None:
            known = families[id(mobject)] = [mobject]
            for submobject in mobject.submobjects:
                known += family(submobject)
        return known

    found = [member for mobject in mobjects for member in family(mobject)]
    return list(dict.fromkeys(reversed(found)))[::-1]


def can_paint() -> bool:
    """Whether paths can be handed to Cairo as arrays on this machine."""
    return _append_path() is not None


def are_regular(vmobjects: Sequence[VMobject]) -> bool:
    """Whether all outlines are whole curves, one or more each, of finite numbers."""
    outlines = [vmobject.points for vmobject in vmobjects]
    return all(len(points) >= 4 and len(points) % 4 == 0 for points in outlines) and bool(
        np.isfinite(np.concatenate(outlines)).all()
    )


def _is_seen(rgbas: Any) -> bool:
    return any(rgba[3] > 0 for rgba in rgbas)
