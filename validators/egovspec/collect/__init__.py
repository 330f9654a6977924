"""The collectors, in one visible tuple. What they need to look at a deployment is loaded when they do."""

from __future__ import annotations

from egovspec.collect.base import Collector
from egovspec.collect.visits.collector import Visits
from egovspec.collect.website.collector import Website

COLLECTORS: tuple[Collector, ...] = (Website(), Visits())

__all__ = ["COLLECTORS"]
