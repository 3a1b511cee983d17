"""From a source's record to the values of a type: paths, transforms, whole records."""
