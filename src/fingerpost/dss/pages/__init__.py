"""Staff pages of the wire, all under ``/staff/shared-record/``."""
