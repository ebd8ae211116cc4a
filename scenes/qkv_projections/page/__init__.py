"""The lesson's own parts of its page: what is looked at and tried. `data` is what they know in numbers."""
