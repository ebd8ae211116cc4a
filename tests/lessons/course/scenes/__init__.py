"""A course of two lessons."""
