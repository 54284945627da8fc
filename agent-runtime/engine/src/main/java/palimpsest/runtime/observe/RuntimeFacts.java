package palimpsest.runtime.observe;

/**
 * What a running instance is.
 *
 * @param version          of the product
 * @param embeddedDatabase whether its PostgreSQL is the embedded one
 * @param startedDatabase  whether it started that itself: what another runtime left there belongs to nobody
 */
public record RuntimeFacts(String version, boolean embeddedDatabase, boolean startedDatabase) {}
