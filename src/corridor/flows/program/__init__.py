"""The flow problem in numbers alone, and the linear programs that solve it."""
