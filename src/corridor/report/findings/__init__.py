"""The results a report rests on, given or computed."""
