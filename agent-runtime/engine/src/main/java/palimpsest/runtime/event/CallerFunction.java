package palimpsest.runtime.event;

/**
 * A function that the caller runs. {@code definition} is JSON, as the caller wrote it:
 * {@code {"type": "function", "function": {"name", "description", "parameters"}}}.
 */
public record CallerFunction(String name, String definition) {}
