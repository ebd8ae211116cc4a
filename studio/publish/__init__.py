"""The writers: each is one file that takes the timeline and returns the path of what it wrote."""
