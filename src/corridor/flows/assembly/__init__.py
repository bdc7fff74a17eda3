"""From a network, a demand and rules to the flow problem in numbers."""
