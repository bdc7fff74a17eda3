"""Charts that help to choose: scorecard, fronts, break-even, CO2e."""
