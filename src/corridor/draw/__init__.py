"""Maps and charts of plain frames: Axes in, Axes out; matplotlib is loaded only to draw."""

from corridor.draw.costs import draw_costs as draw_costs
from corridor.draw.maps import draw_network as draw_network
from corridor.draw.maps import draw_routes as draw_routes
from corridor.draw.profiles import draw_profile as draw_profile

__all__ = ["draw_costs", "draw_network", "draw_profile", "draw_routes"]
