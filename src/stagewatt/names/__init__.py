"""Names by which people and foreign tools find a node: mDNS, NetBIOS, LLMNR."""
