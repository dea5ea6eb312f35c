"""Every change to keys and to what is sealed with them."""

from .sealing import FrameRefused, keep

__all__ = ["FrameRefused", "keep"]
