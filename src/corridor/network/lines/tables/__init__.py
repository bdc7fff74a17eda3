"""Frames in and out: rows of lines read and checked, nodes, links, sections and gaps written."""
