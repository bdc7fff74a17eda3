"""Exhibits about who pays, who earns and what is left for the producers."""
