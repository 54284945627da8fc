package palimpsest.runtime.cli;

/**
 * How many platform threads carry the virtual ones. A virtual thread that waits for a class keeps its carrier, and one that holds the jar's lock may need one to go on: with a
 * carrier for each of two cores, two that wait and one that holds stand still for ever.
 */
final class Carriers {

    static final String PROPERTY = "jdk.virtualThreadScheduler.parallelism";
    private static final int LEAST = 16;

    private Carriers() {}

    /** Before the first virtual thread is made. What an operator sets stays. */
    static void provide() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, String.valueOf(needed(Runtime.getRuntime().availableProcessors())));
        }
    }

    static int needed(int processors) {
        return Math.max(LEAST, processors);
    }
}
