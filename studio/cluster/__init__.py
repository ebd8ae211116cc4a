"""The same work on many machines: calls travel to Dask workers, and what they made comes back."""
