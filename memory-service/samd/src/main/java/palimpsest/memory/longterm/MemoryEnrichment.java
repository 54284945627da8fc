package palimpsest.memory.longterm;

import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.tenant.TenantScope;

/**
 * Lets a language model work on what was stored, in the background and within a budget of calls: judgements of what the gate was unsure of,
 * facts out of turns, rules for clusters. Several runtimes may do so on one database.
 * What it does not get to waits in the database, over restarts too.
 */
public final class MemoryEnrichment implements AutoCloseable {

    /** How many turns the model is shown at once when it takes facts out of them. */
    public static final int TURNS_PER_CALL = 12;

    /** How long turns and clusters are held by the one who works on them, longer than any model thinks; after a death they are free again then. */
    static final Duration LEASE = Duration.ofMinutes(10);

    /** How long turns that the gate was unsure of wait for others of their cluster, so that a model judges them together; the gate's word stands until then. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(MemoryEnrichment.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final CriterionJudging criteria;
    private final FactExtraction facts;
    private final ClusterRules rules;
    private final CallBudget budget;
    private final Semaphore work = new Semaphore(0);
    private Thread worker;
    private volatile boolean closed;

    public MemoryEnrichment(LongTermMemory memory, ChatModel model, CallBudget budget) {
        this.criteria = new CriterionJudging(memory, model);
        this.facts = new FactExtraction(memory, model);
        this.rules = new ClusterRules(memory, model);
        this.budget = budget;
    }

    /** Starts the background worker; without it {@link #workOff()} is called by hand. */
    public synchronized MemoryEnrichment start() {
        if (worker == null) {
            worker = Thread.ofVirtual().name("memory-enrichment").start(() -> TenantScope.overAll(this::run));
            wake();
        }
        return this;
    }

    /** There may be something to do. Returns at once. */
    public void wake() {
        work.release();
    }

    private void run() {
        try {
            while (!closed) {
                work.tryAcquire(LOOK_AGAIN.toSeconds(), TimeUnit.SECONDS);
                work.drainPermits();
                workOff();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Works until nothing waits, the budget is spent, or the model fails. @return calls made */
    public int workOff() {
        int calls = 0;
        try {
            while (!closed && budget.take()) {
                if (!criteria.step() && !facts.step() && !rules.step()) {
                    budget.giveBack();
                    return calls;
                }
                calls++;
            }
        } catch (RuntimeException e) {
            log.warn("The memory is not enriched for now: {}. It goes on later", e.toString());
        }
        return calls;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }
}
