"""Terreau: the open platform on which an industrial territory works.

Layers, top to bottom: ``cli``, ``web``, ``reporting``, ``datasets``,
``analytics``, ``core``. Each imports only what stands below it; the library
(everything but ``web`` and its door in ``cli``) never loads Django.
"""

__version__ = "0.1.0"
