"""How languages write days and hours where Django has nothing of theirs."""
