"""The command line: thin faces over the same functions that everything else uses."""
