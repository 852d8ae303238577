"""The pure core: values and time. Nothing here waits, reads or writes."""
