"""Where all tonnes go: assignment under capacity, prices, expansion, criticality and security."""
