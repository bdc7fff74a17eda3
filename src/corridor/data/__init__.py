"""Tables in, checked: schema, facts and years, provenance, territory."""

from corridor.data.checks.territory import land_km
from corridor.data.dataset import Dataset
from corridor.data.facts import facts_in_force
from corridor.data.files.manifest import verify_manifest, write_manifest
from corridor.data.files.schema import read_schema
from corridor.data.loading import load_dataset

__all__ = [
    "Dataset",
    "facts_in_force",
    "land_km",
    "load_dataset",
    "read_schema",
    "verify_manifest",
    "write_manifest",
]
