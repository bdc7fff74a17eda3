"""Raw lines, such as tracks of OpenStreetMap or pipeline routes, made into a routable network."""
