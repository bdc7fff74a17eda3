"""What maps and charts share: colours, text, labels that do not overlap, checks of frames."""
