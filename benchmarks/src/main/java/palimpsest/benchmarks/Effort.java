package palimpsest.benchmarks;

/** How long measuring may take. */
public enum Effort {
    /** A few seconds: shows that a benchmark works, and no more than the order of its figures. */
    QUICK,
    /** Less than a minute. */
    FULL;

    /** One of two amounts: rounds, passages, seconds. */
    public int of(int quick, int full) {
        return this == QUICK ? quick : full;
    }
}
