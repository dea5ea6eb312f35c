"""The parts of the command line that belong to no room."""
