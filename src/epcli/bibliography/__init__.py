"""Entries of a bibliography: one shape for all, and how each format writes it."""
