package palimpsest.memory.embed;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import palimpsest.memory.embed.PassageVectors.Missing;
import palimpsest.memory.tenant.TenantScope;

/**
 * Embeds the passages without a vector, batch by batch, each batch stored by one statement while the next is computed. A passage that the model refuses
 * while it takes another text holds up no other one: it is tried {@value #ATTEMPTS} times, then reported and left to the next process. For one thread.
 */
final class EmbeddingSweep {

    private static final Logger log = LoggerFactory.getLogger(EmbeddingSweep.class);

    private static final int BATCH = 16;
    private static final int ATTEMPTS = 3; // at a passage that the model refuses while it takes other texts
    private static final Duration ALL_AGAIN = Duration.ofHours(1); // after which all passages are looked at
    private static final Duration LONGEST_UPLOAD = Duration.ofHours(1); // and the difference between the clocks of this process and the database
    private static final int SHARE = 4; // of the time, one part of so many is for embedding while somebody waits for other work
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5); // of one batch, for that work
    private static final String ANY_TEXT = "text"; // no model refuses it unless it refuses everything

    private final PassageVectors vectors;
    private final NearestIndex index;
    private final Embedder embedder;
    private final Foreground foreground;
    private final BooleanSupplier closed;
    private final Runnable progressed;
    // When the last sweeps began that left nothing, over newer documents and over all.
    private boolean placed; // whether what was stored before is under the model of its language
    private Instant swept;
    private Instant sweptAll;
    private Duration last = LONGEST_WAIT; // what the batch before took
    private final Map<Long, Integer> refusals = new HashMap<>();
    private int sinceIndexed; // passages tried since the index was looked after
    private CompletableFuture<Void> storing = CompletableFuture.completedFuture(null); // the batch before

    /**
     * @param foreground what is waited for between two batches
     * @param closed     whether to stop after the batch in progress
     * @param progressed called when a batch is stored, by any thread
     */
    EmbeddingSweep(PassageVectors vectors, NearestIndex index, Embedder embedder, Foreground foreground, BooleanSupplier closed, Runnable progressed) {
        this.vectors = vectors;
        this.index = index;
        this.embedder = embedder;
        this.foreground = foreground;
        this.closed = closed;
        this.progressed = progressed;
    }

    /**
     * Goes over the passages of newer documents once; now and then over all, for documents that came back or were long under way.
     *
     * @return how often a passage was refused that is to be tried again, the most of all; 0 when there is none
     * @throws RuntimeException if the model takes nothing, or the database fails
     */
    int sweep() {
        Instant begun = Instant.now();
        placeByLanguage();
        boolean all = sweptAll == null || sweptAll.plus(ALL_AGAIN).isBefore(begun);
        int again = sweep(all ? null : swept.minus(LONGEST_UPLOAD));
        if (again == 0 && !closed.getAsBoolean()) {
            swept = begun;
            sweptAll = all ? begun : sweptAll;
        } else {
            sweptAll = null;
        }
        return again;
    }

    /** Once: afterwards all that is stored is stored in its place. */
    private void placeByLanguage() {
        if (placed) {
            return;
        }
        int removed = vectors.removeMisplaced();
        placed = true;
        if (removed > 0) {
            log.info("{} passage(s) are embedded anew by the model of their language ({}): until then they are found by their words", removed, embedder.id());
        }
    }

    private int sweep(Instant since) {
        OptionalLong before = since == null ? OptionalLong.of(0) : vectors.before(since);
        long after = before.orElse(0);
        int again = 0;
        while (before.isPresent() && !isClosedAfterGivingWay()) {
            Instant begun = Instant.now();
            List<Missing> batch = vectors.missing(since, after, BATCH);
            if (batch.isEmpty()) {
                break;
            }
            after = batch.getLast().id();
            List<Missing> tried = batch.stream().filter(passage -> refusals.getOrDefault(passage.id(), 0) < ATTEMPTS).toList();
            if (!tried.isEmpty()) {
                embed(tried);
                sinceIndexed += tried.size();
            }
            again = Math.max(again, tried.stream().mapToInt(passage -> refusals.getOrDefault(passage.id(), 0)).filter(n -> n < ATTEMPTS).max().orElse(0));
            last = Duration.between(begun, Instant.now());
        }
        awaitStored();
        return again;
    }

    private boolean isClosedAfterGivingWay() {
        Duration wait = last.multipliedBy(SHARE - 1);
        foreground.giveWay(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
        return closed.getAsBoolean();
    }

    /** Builds the index over the vectors once they have become many. */
    void index() {
        int added = sinceIndexed;
        sinceIndexed = 0;
        try {
            vectors.dimensions().stream().filter(width -> index.buildIfNeeded(width, added))
                    .forEach(width -> log.info("Built the index over the embeddings of width {}: search looks there from now on", width));
        } catch (DataAccessException e) {
            log.warn("The index over the embeddings could not be built ({}): search compares all of them until it can", e.toString());
        }
    }

    private void embed(List<Missing> batch) {
        List<float[]> embedded;
        try {
            embedded = vectors(batch);
        } catch (RuntimeException e) {
            awaitStored();
            embedOneByOne(batch, e);
            progressed.run();
            return;
        }
        awaitStored();
        storing = CompletableFuture.runAsync(() -> TenantScope.overAll(() -> {
            vectors.store(batch, embedded);
            progressed.run();
        }), Thread::startVirtualThread);
    }

    /** Of a passage without any text, which models refuse, a vector of zeros: near to nothing, and not missing. */
    private List<float[]> vectors(List<Missing> batch) {
        List<float[]> embedded = embedder.passages(batch.stream().map(passage -> isBlank(passage.text()) ? ANY_TEXT : passage.text()).toList());
        return IntStream.range(0, batch.size()).mapToObj(i -> isBlank(batch.get(i).text()) ? new float[embedded.get(i).length] : embedded.get(i)).toList();
    }

    /** Spaces of any kind, and characters that nobody sees: models find no words there. */
    private static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    private void awaitStored() {
        CompletableFuture<Void> before = storing;
        storing = CompletableFuture.completedFuture(null); // what failed once is not to fail the next sweep too
        try {
            before.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** One passage that the model can't take must not hold up the others. */
    private void embedOneByOne(List<Missing> batch, RuntimeException failure) {
        requireTakesAnything(failure);
        for (Missing passage : batch) {
            List<float[]> vector;
            try {
                vector = vectors(List.of(passage));
            } catch (RuntimeException e) {
                requireTakesAnything(e);
                refused(passage, e);
                continue;
            }
            vectors.store(List.of(passage), vector);
            refusals.remove(passage.id());
        }
    }

    /** Tells a text that is refused from a model that is away. */
    private void requireTakesAnything(RuntimeException failure) {
        try {
            embedder.passages(List.of(ANY_TEXT));
        } catch (RuntimeException e) {
            throw failure;
        }
    }

    private void refused(Missing passage, RuntimeException failure) {
        if (refusals.merge(passage.id(), 1, Integer::sum) == ATTEMPTS) {
            log.warn("The embedding model {} refuses passage {} ({}): it will be found by its words only", embedder.id(), passage.id(), failure.toString());
        }
    }
}
