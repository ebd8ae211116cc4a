"""The scenes of a small lesson: everything that a picture may hold and that a fast renderer may get wrong."""
