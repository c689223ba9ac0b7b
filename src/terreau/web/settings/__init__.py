"""Settings by place of use: ``base``, ``dev``, ``demo``, ``test``, ``prod``."""
