package palimpsest.memory.retrieve;

/** What a link adds to a score: of passages in search, and of turns in recall. */
public final class LinkedScore {

    /** What is used together at once and is linked with each other; a use of more is a survey, and ties nothing together. */
    public static final int MOST = 12;
    /** What a use at {@code used_at} of a link {@code l} is worth at {@code :now}: half after each {@code :halfLife}, in seconds. SQL. */
    public static final String FADED = "power(0.5, extract(epoch from :now - l.used_at) / :halfLife)";

    private static final double SPREAD = 0.1;

    private LinkedScore() {}

    /** In [0, 1): {@code w / (1 + w)} for a link worth w. @param worth 0 or more: uses, faded */
    public static double strength(double worth) {
        return worth / (1 + worth);
    }

    /**
     * @param known    score by itself; null for what the search has not found: it does not overtake what leads to it
     * @param least    score of the last that the search has found
     * @param seed     score of what leads to it
     * @param strength of the link
     */
    public static double of(Double known, double least, double seed, double strength) {
        double raised = (known == null ? least : known) + SPREAD * strength * seed;
        return known == null ? Math.min(raised, seed) : raised;
    }
}
