"""Maps and charts of plain frames: Axes in, Axes out; matplotlib is loaded only to draw."""

from corridor.draw.chart.costs import draw_costs as draw_costs
from corridor.draw.chart.profiles import draw_profile as draw_profile
from corridor.draw.map.maps import draw_network as draw_network
from corridor.draw.map.maps import draw_routes as draw_routes

__all__ = ["draw_costs", "draw_network", "draw_profile", "draw_routes"]
