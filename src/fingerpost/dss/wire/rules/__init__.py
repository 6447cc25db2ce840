"""Rules of the wire beyond the fields' own annotations, by subject. Pure: fields in, failures out."""
