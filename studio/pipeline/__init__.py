"""The one place that knows the order of the stages: from a request to a folder of artifacts."""
