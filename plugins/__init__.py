"""The counters: one folder a service, all of the same shape. The core knows none of them."""
