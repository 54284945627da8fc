package palimpsest.peers;

/**
 * Where a peer finds what it needs.
 *
 * @param provider base URL of an OpenAI-compatible model
 * @param database JDBC URL, null for a database that the peer brings along
 */
record Settings(String provider, String database) {}
