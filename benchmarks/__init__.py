"""How fast the studio is, side by side with plain Manim."""
