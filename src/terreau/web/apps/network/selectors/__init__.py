"""Reads of the network, each of what a reader may see."""
