"""What is paid and why. So far its pure heart: schemes, rules, prices and verdicts; nothing here keeps anything."""
