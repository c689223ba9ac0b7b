"""Writes of the network: one function each."""
