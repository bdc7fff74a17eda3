"""Tables of a solved flow problem: routes, links, limits and their prices, unmet, money."""
