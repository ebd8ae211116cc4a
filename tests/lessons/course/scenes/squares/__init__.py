"""The second lesson."""
