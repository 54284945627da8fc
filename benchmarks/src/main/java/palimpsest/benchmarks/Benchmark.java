package palimpsest.benchmarks;

import java.util.List;

/**
 * One comparison of this product with the plain way of doing the same. Implementations are found by
 * {@link java.util.ServiceLoader}: one line each in {@code META-INF/services/palimpsest.benchmarks.Benchmark}.
 */
public interface Benchmark {

    /** What it is asked for by, such as {@code search}; lower-case letters, digits and dashes. */
    String name();

    /** What is compared with what, on which data: one sentence. */
    String description();

    /** Whether it runs only when it is named: it takes many minutes. */
    default boolean takesLong() {
        return false;
    }

    /**
     * Measures. What it makes (files, databases) is gone afterwards.
     *
     * @param effort how long it may take: less than a minute with {@link Effort#FULL} where the description says no more, a few seconds with {@link Effort#QUICK}
     * @throws Exception when nothing could be measured; the message is told, other benchmarks go on
     */
    List<Row> run(Effort effort) throws Exception;
}
