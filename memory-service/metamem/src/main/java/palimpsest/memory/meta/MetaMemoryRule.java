package palimpsest.memory.meta;

/**
 * One meta-memory.
 *
 * @param id      {@code M0}, {@code M1}, …: its place in its version
 * @param content one actionable sentence that names no fact of any question, {@value MetaMemoryRules#MOST_WORDS} words at most
 */
public record MetaMemoryRule(String id, String content) {}
