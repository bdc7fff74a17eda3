"""What a route costs and yields: money, time, emissions, availability, netback."""
