"""epcli: answers about e-commerce poverty alleviation in China, with the status and the source of every number."""

__version__ = "0.2.0"
