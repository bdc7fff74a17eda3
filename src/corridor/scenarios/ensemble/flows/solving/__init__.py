"""One program of paths for many draws: priced side by side, solved one after the other."""
