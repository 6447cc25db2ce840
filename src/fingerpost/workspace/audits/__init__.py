"""Pages on which an audit draws samples, opens a claimed line, and reads the security log."""
