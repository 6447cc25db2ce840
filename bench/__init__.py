"""`make bench`: each performance figure beside its baseline, measured as *app* in the same run."""
