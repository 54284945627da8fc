package palimpsest.runtime.observe;

/**
 * What a running instance is.
 *
 * @param version          of the product
 * @param embeddedDatabase whether it started its own PostgreSQL
 */
public record RuntimeFacts(String version, boolean embeddedDatabase) {}
