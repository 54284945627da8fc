package palimpsest.runtime.architecture.planted;

/** Stands in the runtime for a class that a lower module must not know. */
public final class ReachesUp {
    public static final class Above {}
}
