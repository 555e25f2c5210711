"""fibromag: the clinical evidence on magnesium for fibromyalgia, as data that can be checked."""

from importlib.metadata import version

__version__ = version("fibromag")
