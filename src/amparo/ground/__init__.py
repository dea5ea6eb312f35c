"""The ground every other group stands on."""
