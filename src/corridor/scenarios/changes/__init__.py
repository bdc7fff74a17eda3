"""What a scenario can change, each change a frozen value that makes one data set of another."""
