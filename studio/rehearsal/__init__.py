"""A scene run without drawing: timings, frame contents, fingerprints."""
