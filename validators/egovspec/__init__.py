"""E-government standards written as data, and the machine that holds deployments to them."""

__version__ = "0.1.0"
