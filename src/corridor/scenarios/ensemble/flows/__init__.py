"""The flows of all tonnes in every draw of an ensemble."""
