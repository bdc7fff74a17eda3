"""What the loss of a part of the network does: to routes, to flows, alone and together."""
